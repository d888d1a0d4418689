import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectProxy, connectProxy } from '../../stacks/server/connect-proxy.ts';
import { startTlsFront } from '../../standins/tls-front.ts';
import { type Moto, region } from './moto.ts';

/** AWS as a machine far from it meets it: by the names of its services and of function URLs, over TLS, through a proxy. */
export interface AwsByName {
  readonly proxy: ConnectProxy;
  /** Who certified all of it: a file (PEM). */
  readonly authority: string;
  stop(): void;
}

const queues = `sqs.${region}.amazonaws.com`;
const buckets = `s3.${region}.amazonaws.com`;
const functions = `lambda-url.${region}.on.aws`;
const portOf = (url: string | undefined): number | undefined =>
  url === undefined ? undefined : Number(new URL(url).port);

/**
 * @param moto answers for SQS and S3
 * @param functionAt the URL on loopback of what is deployed at a function URL's host; `undefined` if nothing runs there
 */
export const awsByName = async (moto: Moto, functionAt: (host: string) => string | undefined): Promise<AwsByName> => {
  const names = [queues, buckets, `*.${buckets}`, `*.${functions}`];
  const front = await startTlsFront(names, (name) =>
    portOf(name.endsWith(functions) ? functionAt(name) : moto.environment['AWS_ENDPOINT_URL_S3']),
  );
  const isKnown = (host: string) => names.some((name) => host === name || host.endsWith(name.replace('*', '')));
  const proxy = await connectProxy((host) => (isKnown(host) ? front.port : undefined));
  const authority = join(await mkdtemp(join(tmpdir(), 'sallyport-aws-')), 'authority.pem');
  await writeFile(authority, front.authority);
  return {
    proxy,
    authority,
    stop() {
      proxy.stop();
      front.stop();
    },
  };
};
