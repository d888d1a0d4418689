import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Document, parseDocument } from 'yaml';
import { ensureExampleData } from '../../../examples/data.ts';
import { account, type Moto, region } from './moto.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..', '..');

/** A copy of the example configuration, which a test may change. */
export interface Example {
  readonly file: string;
  /** Writes a value, such as `['deploy', 'aws', 'region']`. */
  set(path: readonly string[], value: unknown): Promise<void>;
  /** Takes a key away. */
  remove(path: readonly string[]): Promise<void>;
}

/** Copies `sallyport.yaml` with its data into a new folder. */
export const copyExample = async (): Promise<Example> => {
  await ensureExampleData(join(root, 'examples', 'data'));
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-example-'));
  const file = join(folder, 'sallyport.yaml');
  await cp(join(root, 'sallyport.yaml'), file);
  await cp(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
  const change = async (work: (document: Document) => unknown): Promise<void> => {
    const document = parseDocument(await readFile(file, 'utf8'));
    work(document);
    await writeFile(file, String(document));
  };
  return {
    file,
    set: (path, value) => change((document) => document.setIn(path, document.createNode(value))),
    remove: (path) => change((document) => document.deleteIn(path)),
  };
};

export interface Deployment {
  /** By the name of the output. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The cloud assembly. */
  readonly assembly: string;
}

/** Makes the account ready for CDK. */
export const bootstrap = async (moto: Moto): Promise<void> => {
  await cdk(moto, ['bootstrap', `aws://${account}/${region}`, '--app', '']);
};

/** `cdk deploy`, as a person would, but for the folder of the assembly. */
export const deploy = async (moto: Moto, { file }: Example): Promise<Deployment> => {
  const assembly = await mkdtemp(join(tmpdir(), 'sallyport-assembly-'));
  const outputsFile = join(assembly, 'outputs.json');
  const output = ['--output', assembly, '--outputs-file', outputsFile];
  // moto knows no second change set of a stack, and no previous value of a parameter that had its default.
  const simply = ['--method', 'direct', '--no-previous-parameters', '--require-approval', 'never'];
  await cdk(moto, ['deploy', '--context', `config=${file}`, ...output, ...simply]);
  const stacks = JSON.parse(await readFile(outputsFile, 'utf8')) as Record<string, Record<string, string>>;
  return { outputs: Object.assign({}, ...Object.values(stacks)), assembly };
};

const cdk = async (moto: Moto, args: readonly string[]): Promise<void> => {
  const bin = join(root, 'node_modules', '.bin');
  const env = {
    ...process.env,
    ...moto.environment,
    PATH: `${bin}:${process.env.PATH}`,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    NO_COLOR: '1',
  };
  try {
    await run(join(bin, 'cdk'), [...args, '--no-notices', '--ci'], { cwd: root, env, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`cdk ${args[0]} failed:\n${stdout}\n${stderr}\nThe end of moto's log:\n${moto.log()}`);
  }
};
