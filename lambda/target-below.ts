/**
 * The part of a request's target that comes after a gateway's own URL, as it was sent. Whatever stands before the gateway may have
 * taken that part of the path away already: then all of the target is meant.
 *
 * @param publicUrl where the vendor reaches the source
 * @param target path and query as they were sent
 * @example targetBelow('https://gate.example/tickets', '/tickets/people?page=2') // '/people?page=2'
 */
export const targetBelow = (publicUrl: string, target: string): string => {
  const base = basePathOf(publicUrl);
  if (base === '' || !target.startsWith(base)) return target;
  const rest = target.slice(base.length);
  if (rest.startsWith('/')) return rest;
  return rest === '' || rest.startsWith('?') ? `/${rest}` : target;
};

/** A gateway has one public URL, at most hosts: it is parsed once. */
let known = { publicUrl: '', base: '' };

const basePathOf = (publicUrl: string): string => {
  if (known.publicUrl !== publicUrl) known = { publicUrl, base: new URL(publicUrl).pathname.replace(/\/$/, '') };
  return known.base;
};
