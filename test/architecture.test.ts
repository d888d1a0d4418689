import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type BundledHost, bundleHandler } from '../stacks/bundle.ts';

const root = join(import.meta.dirname, '..');

/** Our own programs, without what a generator wrote. */
const files = globSync('{bin,config,connectors,lambda,stacks,vendor,examples,bench}/**/*.ts', { cwd: root })
  .filter((file) => !file.includes('/gen/'))
  .sort();

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Import {
  readonly file: string;
  readonly what: string;
  /** Gone when the program runs. */
  readonly isType: boolean;
}

const statement = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
const expression = /\b(?:import|require)\('([^']+)'\)/g;

const importsOf = (file: string): readonly Import[] => {
  const text = textOf(file);
  return [
    ...[...text.matchAll(statement)].map(([, type, what]) => ({ file, what: what!, isType: type !== undefined })),
    ...[...text.matchAll(expression)].map(([, what]) => ({ file, what: what!, isType: false })),
  ];
};

const imports = files.flatMap(importsOf);
const isOurs = ({ what }: Import): boolean => what.startsWith('.');
const targetOf = ({ file, what }: Import): string => relative(root, join(root, dirname(file), what));

/** What each room may import beside itself. The first room that a path begins with is its own. */
const rooms: readonly (readonly [string, readonly string[]])[] = [
  // What a deployment tells its functions is written by the one side and read by the other, neither of which may import the other.
  ['config/deployed-relay.ts', []],
  ['lambda/platform', ['config/deployed-relay.ts']],
  ['lambda/imports/gen', []],
  ['lambda/hosts', ['lambda', 'connectors', 'config']],
  ['lambda', ['lambda/platform', 'lambda/imports/gen', 'connectors', 'config']],
  ['config', ['config/deployed-relay.ts']],
  ['connectors', ['config']],
  ['stacks', ['connectors', 'config']],
  ['vendor', ['lambda/imports/gen']],
  ['examples', []],
  // What stands for vendors in tests does so in benches too.
  ['test/standins', ['examples', 'connectors', 'config']],
  [
    'bin',
    [
      'stacks',
      'lambda',
      'lambda/hosts',
      'lambda/platform',
      'lambda/imports/gen',
      'connectors',
      'config',
      'vendor',
      'examples',
    ],
  ],
  [
    'bench',
    [
      'bin',
      'stacks',
      'lambda',
      'lambda/hosts',
      'lambda/platform',
      'lambda/imports/gen',
      'connectors',
      'config',
      'vendor',
      'examples',
      'test/standins',
    ],
  ],
];

const roomOf = (path: string): string | undefined =>
  rooms.find(([room]) => path === room || path.startsWith(`${room}/`))?.[0];

const mayImport = (from: string, to: string): boolean => {
  const [source, target] = [roomOf(from), roomOf(to)];
  if (source === undefined || target === undefined) return false;
  return source === target || rooms.find(([room]) => room === source)![1].includes(target) || isWithin(source, target);
};

/** The host's rooms see what lambda sees. */
const isWithin = (source: string, target: string): boolean =>
  source === 'lambda/hosts' && (target === 'lambda/platform' || target === 'lambda/imports/gen');

/** A way along imports from a file back to itself. */
const circleFrom = (start: string, next: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined => {
  const seen = new Set<string>();
  const walk = (file: string, way: readonly string[]): readonly string[] | undefined => {
    for (const target of next.get(file) ?? []) {
      if (target === start) return [...way, target];
      if (seen.has(target)) continue;
      seen.add(target);
      const found = walk(target, [...way, target]);
      if (found) return found;
    }
    return undefined;
  };
  return walk(start, [start]);
};

describe('imports', () => {
  test('are found', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(imports.filter(isOurs).length).toBeGreaterThan(300);
    expect(imports.some(({ isType }) => isType)).toBe(true);
    expect(importsOf('lambda/platform/aws/aws-files.ts').map(({ what }) => what)).toContain('@aws-sdk/client-s3');
  });

  test.each([
    ['lambda/gateway.ts', 'stacks/bundle.ts'],
    ['stacks/bundle.ts', 'lambda/gateway.ts'],
    ['config/config.ts', 'connectors/connector.ts'],
    ['connectors/file.ts', 'lambda/gateway.ts'],
    ['lambda/platform/log.ts', 'config/config.ts'],
    ['lambda/platform/log.ts', 'lambda/problem.ts'],
    ['lambda/gateway.ts', 'lambda/hosts/local.ts'],
    ['vendor/pull-source.ts', 'lambda/gateway.ts'],
    ['lambda/gateway.ts', 'test/long.ts'],
    ['lambda/gateway.ts', 'bin/aws.ts'],
  ])('of %s: not %s', (from, to) => {
    expect(mayImport(from, to)).toBe(false);
  });

  test('run one way', () => {
    const wrong = imports.filter((each) => isOurs(each) && !mayImport(each.file, targetOf(each)));
    expect(wrong.map((each) => `${each.file} imports ${targetOf(each)}`)).toEqual([]);
  });

  test('have no circles when the program runs', () => {
    const next = Map.groupBy(
      imports.filter((each) => isOurs(each) && !each.isType),
      ({ file }) => file,
    );
    expect(circleFrom('a', new Map(Object.entries({ a: ['b'], b: ['c', 'd'], d: ['a'] })))).toEqual([
      'a',
      'b',
      'd',
      'a',
    ]);
    const edges = new Map([...next].map(([file, each]) => [file, each.map(targetOf)]));
    expect(files.map((file) => circleFrom(file, edges)).filter((circle) => circle !== undefined)).toEqual([]);
  });

  test('name files that there are, with their extension', () => {
    const known = new Set(globSync('**/*.{ts,json}', { cwd: root, exclude: ['node_modules', 'cdk.out', 'dist'] }));
    expect(imports.filter((each) => isOurs(each) && !known.has(targetOf(each)))).toEqual([]);
  });

  test('name packages that are installed with this one, and not for its development alone', () => {
    const manifest = JSON.parse(textOf('package.json')) as Record<string, Record<string, string>>;
    const declared = Object.keys({ ...manifest['dependencies'], ...manifest['peerDependencies'] });
    const packages = imports
      .filter(
        (each) => !isOurs(each) && !each.isType && !each.what.startsWith('node:') && roomOf(each.file) !== 'bench',
      )
      .map(({ what }) =>
        what
          .split('/')
          .slice(0, what.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    expect([...new Set(packages)].filter((name) => !declared.includes(name))).toEqual([]);
    // What a package asks its user to install, such as hono for its server.
    const peers = declared.flatMap((name) =>
      Object.keys(JSON.parse(textOf(`node_modules/${name}/package.json`)).peerDependencies ?? {}),
    );
    expect(declared.filter((name) => ![...packages, ...peers].includes(name))).toEqual([]);
  });

  test('of Node have its prefix', () => {
    expect(
      imports.filter(({ what }) => /^(fs|path|crypto|http|https|net|os|stream|zlib|util|url|events)(\/|$)/.test(what)),
    ).toEqual([]);
  });
});

/** What is in the handler of a host, what is loaded later included. */
const bundledFor = (host: BundledHost): readonly string[] =>
  bundleHandler(host)
    .filter(({ path }) => path.endsWith('.map'))
    .flatMap(({ contents }) => JSON.parse(Buffer.from(contents).toString()).sources as string[]);

const bundled = { aws: bundledFor('aws'), server: bundledFor('server') };
const deployed = [...bundled.aws, ...bundled.server];

describe('the handler', () => {
  test('holds what runs of each connector', () => {
    const kinds = ['defined', 'file', 'ldap', 'openapi', 'scim', 'sql'];
    expect(kinds.filter((kind) => !deployed.includes(`connectors/${kind}/running-${kind}.ts`))).toEqual([]);
    expect(deployed).toContain('node_modules/zod/v4/mini/schemas.js');
  });

  test('holds nothing of how a source is written, checked and explained: that was done when it was deployed', () => {
    const checking = imports.filter(({ what, isType }) => !isType && (what === 'zod' || what === 'yaml'));
    const written = new Set(checking.map(({ file }) => file));
    expect([...written]).toEqual(expect.arrayContaining(['connectors/scim/options.ts', 'config/load/parse-data.ts']));
    expect(files).toContain('connectors/authentication/guide/google-guide.ts');
    const strange = deployed.filter(
      (path) =>
        written.has(path) ||
        /^connectors\/(?:.*guide.*|.*\/(?:requirements-of|resolve-api)|(?:index|catalog|custom|file|ldap|openapi|scim|sql))\.ts$/.test(
          path,
        ) ||
        /node_modules\/(?:yaml|zod\/v4\/(?:classic|locales))\//.test(path),
    );
    expect(strange).toEqual([]);
  });
});

describe('the handler of a host', () => {
  const servers = ['lambda/hosts/http-server.ts', 'lambda/hosts/server.ts', 'lambda/hosts/job-call.ts'];
  const functions = ['lambda/hosts/aws.ts', 'lambda/hosts/aws-event.ts', 'lambda/platform/aws/aws-platform.ts'];
  const ofServers = /hosts\/(?:http-server|server|job-call)|platform\/(?:gcp|azure)\/|node_modules\/@hono\//;
  // A source that asks for AWS's signatures asks STS from everywhere.
  const ofFunctions = /hosts\/aws|platform\/aws\/aws-|node_modules\/@aws-sdk\/client-(?!sts\/)/;

  test.each([
    ['aws', functions, ofServers],
    ['server', servers, ofFunctions],
  ] as const)('of %s holds what it runs, and nothing of the other', (host, own, strange) => {
    expect(own.filter((path) => !bundled[host].includes(path))).toEqual([]);
    expect(bundled[host].filter((path) => strange.test(path))).toEqual([]);
  });

  test('holds no development issuer', () => {
    const issuer = 'lambda/callers/development-issuer.ts';
    expect(files).toContain(issuer);
    for (const sources of Object.values(bundled)) expect(sources).not.toContain(issuer);
  });
});

describe('the development issuer', () => {
  test('is imported by the local host, and by the command line that explains its refusal', () => {
    const importers = imports.filter(
      (each) => isOurs(each) && targetOf(each) === 'lambda/callers/development-issuer.ts',
    );
    expect([...new Set(importers.map(({ file }) => file))]).toEqual(['bin/explain-error.ts', 'lambda/hosts/local.ts']);
  });

  test('is not in what is deployed, nor is anything else that has no business there', () => {
    expect(deployed).toContain('lambda/hosts/aws.ts');
    expect(deployed).toContain('lambda/hosts/server.ts');
    const strange = deployed.filter((path) =>
      /development-issuer|hosts\/local|^(bin|stacks|vendor|examples|test|bench)\/|node_modules\/(commander|aws-cdk-lib|esbuild)\//.test(
        path,
      ),
    );
    expect(strange).toEqual([]);
  });
});

describe('files', () => {
  test('have at most 260 lines', () => {
    expect(files.filter((file) => textOf(file).split('\n').length > 261)).toEqual([]);
  });

  test('are named after what they hold', () => {
    const everything = globSync('{bin,config,connectors,lambda,stacks,vendor,examples,bench,test}/**/*.ts', {
      cwd: root,
    });
    const names = everything.filter((file) => !file.includes('/gen/') && !file.includes('node_modules'));
    const vague = /^(utils?|helpers?|common|misc|shared|lib|tools|types|constants)(\.|$)/;
    expect(names.filter((file) => vague.test(basename(file)))).toEqual([]);
    expect(
      names.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.long|\.config|\.d)?\.ts$/.test(basename(file))),
    ).toEqual([]);
  });

  test('say what each export is for', () => {
    const undocumented = files.flatMap((file) =>
      textOf(file)
        .split('\n\n')
        .filter((paragraph) =>
          /^export (async |abstract |declare )*(const|function|class|interface|type|let)\b/.test(paragraph),
        )
        // What a schema or a list says already needs no words of its own.
        .filter((paragraph) => !/^export type \w+(<\w+>)? = (z\.output<|\(typeof |\w+\[)/.test(paragraph))
        .map((paragraph) => `${file}: ${paragraph.split('\n')[0]}`),
    );
    expect(undocumented).toEqual([]);
  });
});
