import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** One file: `esm` for Node, `cjs` for a single executable, whose program is no module (nodejs.org/api/single-executable-applications.html). */
export type AgentFormat = 'esm' | 'cjs';

const root = join(import.meta.dirname, '../..');

/** What is CommonJS among the dependencies requires Node's own modules. */
const banners: Readonly<Record<AgentFormat, string>> = {
  esm: "import{createRequire as nodeRequire}from'node:module';const require=nodeRequire(import.meta.url);",
  cjs: '',
};

/**
 * Bundles the agent's program into one file, with the licences of what is in it. Nothing depends on the working directory or the machine.
 *
 * @throws Error if it can not be bundled
 */
export const bundleAgent = (format: AgentFormat): Uint8Array => {
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: [join(root, 'bin/agent.ts')],
    outfile: 'sallyport-agent.mjs',
    write: false,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format,
    mainFields: ['module', 'main'],
    // `pg` asks for its optional native part, which nobody installs.
    external: ['pg-native'],
    legalComments: 'inline',
    charset: 'utf8',
    banner: { js: banners[format] },
    logLevel: 'silent',
  });
  return outputFiles[0]!.contents;
};
