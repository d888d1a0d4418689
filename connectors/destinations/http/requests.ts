import type { Json } from '../../item.ts';
import type { HttpOptions } from './options.ts';

/** A request that changes one user: templates that are filled in. */
export interface ChangeRequest {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** @default - none is sent */
  readonly body?: Json | undefined;
}

/** How an API is called: what its settings say, and else as REST has it. */
export interface HttpRequests {
  readonly create: ChangeRequest;
  readonly update: ChangeRequest;
  /** `undefined`: users stay as they are. */
  readonly disable: ChangeRequest | undefined;
  readonly delete: ChangeRequest | undefined;
}

type Written = Partial<ChangeRequest>;

/** The requests of an API that change users. */
export const requestsOf = (options: HttpOptions): HttpRequests => {
  const { users } = options;
  const one = `${users}/\${id}`;
  const others = { query: {}, headers: {} };
  const over = (standard: ChangeRequest, written: object = {}): ChangeRequest => ({
    ...standard,
    ...(Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined)) as Written),
  });
  const unlessNone = (standard: ChangeRequest, written: object | 'none' | undefined): ChangeRequest | undefined =>
    written === 'none' ? undefined : over(standard, written);
  return {
    create: over({ ...others, method: 'POST', path: users, body: '${record}' }, options.create),
    update: over({ ...others, method: 'PUT', path: one, body: '${whole}' }, options.update),
    disable: unlessNone(disableOf(options, { ...others, method: 'PUT', path: one, body: '${whole}' }), options.disable),
    delete: unlessNone({ ...others, method: 'DELETE', path: one }, options.delete),
  };
};

/** A request of the settings' own has the body that it says, or none. */
const disableOf = ({ disable }: HttpOptions, standard: ChangeRequest): ChangeRequest => {
  if (disable === undefined) return standard;
  const { body: _, ...bodiless } = standard;
  return bodiless;
};
