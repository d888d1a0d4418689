import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';

/** How an agent gets to the gate and to the cloud. What its targets are reached by is another matter. */
export interface Outward {
  /** `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in either case, as Node understands them. */
  readonly proxy: Readonly<Record<string, string | undefined>>;
  /** All certificates of authorities that are trusted (PEM). @default - those of Node, NODE_EXTRA_CA_CERTS included */
  readonly authorities?: readonly string[] | undefined;
}

const proxyVariables = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);

/**
 * How to get outward, by the environment.
 *
 * @param authority a file with certificates (PEM) that are trusted beside Node's own; `system` for those of the operating system
 * @throws the system's error if the file can not be read
 */
export const outwardBy = async (
  environment: Readonly<Record<string, string | undefined>>,
  authority?: string,
): Promise<Outward> => {
  const proxy = Object.fromEntries(
    proxyVariables.map((name) => [name, environment[name]]).filter(([, value]) => value),
  );
  if (authority === undefined) return { proxy };
  const added = authority === 'system' ? getCACertificates('system') : [await readFile(authority, 'utf8')];
  return { proxy, authorities: [...getCACertificates('default'), ...added] };
};
