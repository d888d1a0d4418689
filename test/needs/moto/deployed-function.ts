import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FunctionUrl, type IamCaller, startFunctionUrl } from './function-url.ts';
import { account, type Moto, region } from './moto.ts';
import { startRuntimeApi } from './runtime-api.ts';

interface Deployed {
  readonly Configuration: {
    readonly Handler: string;
    readonly Timeout: number;
    readonly MemorySize: number;
    readonly Environment?: { readonly Variables: Record<string, string> };
  };
  readonly Code: { readonly Location: string };
}

/** A deployed function that runs on this machine, behind its URL. */
export interface RunningFunction extends FunctionUrl {
  /** The folder with what was deployed. */
  readonly folder: string;
  /** Sends it a job, as its schedules do. Rejects when it fails. */
  job(name: string): Promise<string>;
  /** What it wrote to its log so far. */
  logged(): string;
}

export interface RunOptions {
  readonly moto: Moto;
  readonly name: string;
  /** Its function URL in the deployment's outputs. */
  readonly url: string;
  /** A file with certificates that the function trusts besides the usual ones. */
  readonly certificates?: string;
  readonly caller?: IamCaller | undefined;
  /** What is different from the environment of the deployment. */
  readonly changed?: ((environment: Readonly<Record<string, string>>) => Readonly<Record<string, string>>) | undefined;
}

/** Set LAMBDA_RUNTIME_CLIENT to `index.mjs` of an installed aws-lambda-ric, and functions run under AWS's own client. */
const client = process.env.LAMBDA_RUNTIME_CLIENT ?? join(import.meta.dirname, 'runtime-client.ts');

/** Takes the code and the environment of a function out of the account, and runs it as Lambda would. */
export const runDeployed = async ({
  moto,
  name,
  url,
  certificates,
  caller,
  changed,
}: RunOptions): Promise<RunningFunction> => {
  const deployed = (await (await moto.call('lambda', `/2015-03-31/functions/${name}`)).json()) as Deployed;
  const { Handler, Timeout, MemorySize, Environment } = deployed.Configuration;
  const variables = Environment?.Variables ?? {};
  const folder = await unpack(moto, deployed.Code.Location);
  const api = await startRuntimeApi();
  const runtime = spawn(process.execPath, [client], {
    cwd: folder,
    // Nothing of this process, as in Lambda: what the function needs must be in the deployment.
    env: {
      ...moto.environment,
      ...variables,
      ...changed?.(variables),
      AWS_LAMBDA_RUNTIME_API: api.address,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: 'test',
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: Handler,
      ...(certificates && { NODE_EXTRA_CA_CERTS: certificates }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const logged = logOf(runtime);
  const front = await startFunctionUrl({ url, api, milliseconds: Timeout * 1_000, caller });
  return {
    url: front.url,
    folder,
    logged,
    job: (job) => api.run({ job }, Timeout * 1_000),
    stop: () => {
      runtime.kill();
      front.stop();
      api.stop();
    },
  };
};

const logOf = (runtime: ChildProcess): (() => string) => {
  let log = '';
  for (const stream of [runtime.stdout, runtime.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  return () => log;
};

const unpack = async (moto: Moto, location: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-function-'));
  const archive = `${folder}.zip`;
  const bucket = `cdk-hnb659fds-assets-${account}-${region}`;
  const object = await moto.call('s3', `/${bucket}${new URL(location).pathname}`);
  await writeFile(archive, Buffer.from(await object.arrayBuffer()));
  execFileSync('python3', ['-m', 'zipfile', '-e', archive, folder]);
  return folder;
};
