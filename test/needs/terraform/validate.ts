import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';

/*
 * `npm run validate:terraform`: `terraform init` and `terraform validate` on the synthesized stacks of the configurations here and on every stack that
 * the tests keep as a snapshot, with the real providers. `-- --with tofu` takes OpenTofu, `-- <folder> …` your own stacks
 * (cdktf.out/stacks/<name>). Providers come from a registry, or from the mirror that TF_CLI_CONFIG_FILE names.
 */

const root = join(import.meta.dirname, '../../..');
const [program, folders] = programAndFolders(process.argv.slice(2));

interface Stack {
  readonly title: string;
  readonly folder: string;
}

interface Verdict {
  readonly title: string;
  readonly problems: readonly string[];
}

function programAndFolders(words: readonly string[]): [string, readonly string[]] {
  const [option, name, ...rest] = words;
  return option === '--with' && name ? [name, rest] : ['terraform', words];
}

const run = (folder: string, ...words: string[]) =>
  spawnSync(program, words, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TF_IN_AUTOMATION: '1', TF_PLUGIN_CACHE_DIR: cache, CHECKPOINT_DISABLE: '1' },
  });

const work = mkdtempSync(join(tmpdir(), 'sallyport-terraform-'));
// Providers have hundreds of megabytes: they are laid down once, and every stack links to them.
const cache = join(work, 'providers');
mkdirSync(cache);

/** A stack as a test keeps it, laid out for Terraform. */
const fromSnapshot = (file: string): Stack => {
  const title = `${basename(dirname(dirname(file)))}/${basename(file, '.yaml')}`;
  const folder = join(work, title);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'cdk.tf.json'),
    JSON.stringify(withoutBackend(parse(readFileSync(join(root, file), 'utf8')))),
  );
  return { title, folder };
};

/** A backend asks for a sign-in, which has nothing to do with what is valid. */
const withoutBackend = (stack: { terraform?: { backend?: unknown } }): unknown => {
  const { backend: _, ...terraform } = stack.terraform ?? {};
  return { ...stack, terraform };
};

/** The stacks of one of the configurations beside this file. */
const synthesized = (config: string): readonly Stack[] => {
  const name = basename(config, '.yaml');
  const out = join(work, name);
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'bin/terraform.ts')], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, CDKTF_OUTDIR: out, SALLYPORT_CONFIG: join(import.meta.dirname, config) },
  });
  if (status !== 0) fail(`${config} can not be synthesized: ${stderr}`);
  return globSync('stacks/*', { cwd: out }).map((stack) => ({
    title: `${name}/${basename(stack)}`,
    folder: join(out, stack),
  }));
};

const fail = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`);
  rmSync(work, { recursive: true, force: true });
  process.exit(2);
};

const noProvider =
  /could not (?:connect to|query)|failed to (?:query|retrieve)|no available releases|provider registry .* does not have|Failed to query available provider packages/i;

const verdictOf = ({ title, folder }: Stack): Verdict => {
  const init = run(folder, 'init', '-backend=false', '-input=false', '-no-color');
  if (init.status !== 0) {
    const text = `${init.stderr}${init.stdout}`;
    if (noProvider.test(text.replaceAll(/\s+/g, ' '))) fail(missing(text));
    return { title, problems: [text.trim()] };
  }
  const { diagnostics } = JSON.parse(run(folder, 'validate', '-json').stdout) as Validation;
  return {
    title,
    problems: diagnostics.map(({ severity, summary, detail, address }) =>
      [severity, address, summary, detail].filter(Boolean).join(': '),
    ),
  };
};

interface Validation {
  readonly diagnostics: readonly {
    readonly severity: string;
    readonly summary: string;
    readonly detail?: string;
    readonly address?: string;
  }[];
}

const missing = (text: string): string => {
  const words = text.replaceAll(/[\s│╷╵]+/g, ' ');
  const error = /Error: .*/.exec(words)?.[0] ?? words;
  return [
    'No provider can be had: neither a registry nor a mirror of one can be reached from here, so nothing was validated.',
    `Run it where registry.${/tofu[^/]*$/.test(program) ? 'opentofu.org' : 'terraform.io'} can be reached, or name a mirror: TF_CLI_CONFIG_FILE=<file with provider_installation> (developer.hashicorp.com/terraform/cli/config/config-file#provider-installation).`,
    `${program} says: ${error.trim().slice(0, 300)}`,
  ].join('\n');
};

if (spawnSync(program, ['version']).status !== 0)
  fail(
    `${program} is not on the PATH. Install Terraform (developer.hashicorp.com/terraform/install) or OpenTofu (opentofu.org/docs/intro/install), 1.8 or later.`,
  );

const stacks: readonly Stack[] =
  folders.length > 0
    ? folders.map((folder) => ({ title: folder, folder }))
    : [
        ...globSync('*.yaml', { cwd: import.meta.dirname })
          .sort()
          .flatMap(synthesized),
        ...globSync('test/stacks/{gcp,azure}/__snapshots__/*.yaml', { cwd: root }).sort().map(fromSnapshot),
      ];

let failed = 0;
for (const stack of stacks) {
  if (!existsSync(stack.folder)) fail(`${stack.folder} is not there.`);
  const { title, problems } = verdictOf(stack);
  if (problems.length > 0) failed++;
  process.stdout.write(`${problems.length > 0 ? 'FAILED' : 'valid '}  ${title}\n`);
  for (const problem of problems) process.stdout.write(`        ${problem.replaceAll('\n', '\n        ')}\n`);
}
rmSync(work, { recursive: true, force: true });
process.stdout.write(`${stacks.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
