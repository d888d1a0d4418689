import { ProtocolError } from './protocol-error.ts';
import type { Wire } from './wire.ts';

const grpcUnits: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 };

const connectTimeout = (text: string): number | undefined => (/^\d{1,10}$/.test(text) ? Number(text) : undefined);

const grpcTimeout = (text: string): number | undefined => {
  const [, digits, unit] = /^(\d{1,8})([HMSmun])$/.exec(text) ?? [];
  return unit === undefined ? undefined : Number(digits) * grpcUnits[unit]!;
};

/**
 * How long the caller waits for the whole answer, in milliseconds; `undefined` if it did not say.
 *
 * @throws ProtocolError `invalid_argument` for a header that is not a timeout
 */
export const timeoutOf = (wire: Wire, headers: Headers): number | undefined => {
  const text = headers.get(wire.headers.timeout);
  if (text === null) return undefined;
  const milliseconds = wire.kind === 'grpc-web' ? grpcTimeout(text) : connectTimeout(text);
  if (milliseconds === undefined)
    throw new ProtocolError('invalid_argument', `the header ${wire.headers.timeout} is not a timeout`);
  return milliseconds;
};
