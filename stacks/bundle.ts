import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, buildSync } from 'esbuild';
import { DeploymentError } from './deployment-error.ts';

/** A host that gets the handler as one file. */
export type BundledHost = 'aws';

const room = fileURLToPath(import.meta.url);
const root = resolve(dirname(room), '..');

/** The entry has the extension of this file: `.ts` in the repository, `.js` in the published package. */
const entryOf = (host: BundledHost): string => join(root, 'lambda', 'hosts', `${host}${extname(room)}`);

/**
 * Nothing here depends on the working directory, the output folder or the machine, so that the same sources always give the
 * same bytes, and a deployment without a change uploads nothing.
 *
 * An ES module like its sources: CommonJS starts no faster (127 and 138 ms, equal within the noise). `mainFields` picks the
 * ES modules of the dependencies, which can be shaken: 765 KB instead of 960 KB.
 */
const settings = {
  absWorkingDir: root,
  outfile: 'gateway.mjs',
  write: false,
  bundle: true,
  minify: true,
  treeShaking: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  // `pg` asks for its optional native part, which nobody installs.
  external: ['pg-native'],
  sourcemap: 'external',
  sourcesContent: true,
  legalComments: 'external',
  charset: 'utf8',
  logLevel: 'silent',
  // What is CommonJS among the dependencies requires Node's own modules.
  banner: { js: "import{createRequire as nodeRequire}from'node:module';const require=nodeRequire(import.meta.url);" },
} as const satisfies BuildOptions;

/** A bundled handler: `gateway.mjs`, its source map, and the licence comments of the dependencies if there are any. */
export type HandlerFiles = readonly { readonly path: string; readonly contents: Uint8Array }[];

/**
 * Bundles the handler of a host: `gateway.mjs`, which exports `handler`; beside it `gateway.mjs.map`, and
 * `gateway.mjs.LEGAL.txt` if a dependency carries a licence comment.
 *
 * @param host which of `lambda/hosts/` is the entry
 * @param entry another entry, for tests
 * @throws DeploymentError `handler-missing` or `handler-broken`
 * @example writeHandler(bundleHandler('aws'), 'cdk.out/handler')
 */
export const bundleHandler = (host: BundledHost, entry: string = entryOf(host)): HandlerFiles => {
  checkEntry(entry);
  try {
    return buildSync({ ...settings, entryPoints: [entry] }).outputFiles;
  } catch (error) {
    throw broken(error);
  }
};

/**
 * The same, begun at once and on another core: the app loads CDK meanwhile, which takes as long.
 *
 * @returns a function that waits for the files, or throws as `bundleHandler` does
 */
export const beginBundle = (host: BundledHost): (() => Promise<HandlerFiles>) => {
  checkEntry(entryOf(host));
  const bundling = build({ ...settings, entryPoints: [entryOf(host)] });
  // It may fail before anybody waits for it, which Node takes for a mistake of ours.
  bundling.catch(() => undefined);
  return async () => {
    try {
      return (await bundling).outputFiles;
    } catch (error) {
      throw broken(error);
    }
  };
};

/** Writes a bundled handler into a folder, which is made if it is not there. */
export const writeHandler = (files: HandlerFiles, directory: string): void => {
  mkdirSync(directory, { recursive: true });
  for (const { path, contents } of files) writeFileSync(join(directory, basename(path)), contents);
};

const checkEntry = (entry: string): void => {
  if (existsSync(entry)) return;
  throw new DeploymentError('handler-missing', `${entry} is not there. Install the package again: npm ci`);
};

const broken = (error: unknown): DeploymentError =>
  new DeploymentError('handler-broken', `The handler can not be bundled: ${(error as Error).message}`, {
    cause: error,
  });
