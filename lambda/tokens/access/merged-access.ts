import type { Credentials, SchemeAccess } from '../credentials.ts';

/** Schemes that are used together, as one. */
export const merged = (accesses: readonly SchemeAccess[]): SchemeAccess => {
  const [only] = accesses;
  if (only && accesses.length === 1) return only;
  let known: { readonly parts: readonly Credentials[]; readonly whole: Credentials } | undefined;
  const partsOf = new WeakMap<Credentials, readonly Credentials[]>();
  return {
    async current(signal) {
      const parts = await Promise.all(accesses.map((access) => access.current(signal)));
      if (known && parts.every((part, index) => part === known!.parts[index])) return known.whole;
      const whole = combine(parts);
      partsOf.set(whole, parts);
      known = { parts, whole };
      return whole;
    },
    async refused(credentials, signal) {
      const parts = partsOf.get(credentials) ?? [];
      const better = await Promise.all(parts.map((part, index) => accesses[index]!.refused(part, signal)));
      return better.includes(true);
    },
    ...(accesses.some(({ actingFor }) => actingFor) && {
      actingFor: (subject) => merged(accesses.map((access) => access.actingFor?.(subject) ?? access)),
    }),
  };
};

const combine = (parts: readonly Credentials[]): Credentials => {
  const cookies = parts.flatMap(({ headers }) => headers['cookie'] ?? []);
  const headers = Object.assign({}, ...parts.map((part) => part.headers));
  return {
    headers: cookies.length > 0 ? { ...headers, cookie: cookies.join('; ') } : headers,
    query: Object.assign({}, ...parts.map((part) => part.query)),
    certificate: parts.find((part) => part.certificate)?.certificate,
    sign: parts.find((part) => part.sign)?.sign,
    refusals: [...new Set(parts.flatMap((part) => part.refusals ?? [401]))],
  };
};
