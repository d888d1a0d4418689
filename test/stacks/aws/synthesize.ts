import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import type { Config } from '../../../config/config.ts';
import { checkedApp, gatewayStack } from '../../../stacks/aws/app.ts';
import { testConnector } from './configurations.ts';

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is whatever CloudFormation says it is
  readonly Properties: Record<string, any>;
  readonly DeletionPolicy?: string;
}

export interface Template {
  readonly Resources: Record<string, Resource>;
  readonly Outputs: Record<string, { readonly Value: unknown; readonly Description?: string }>;
}

/** A synthesized gateway: the template around its sources, each source's and each sync's own, and that of the relay if it has one. */
export interface Synthesized {
  readonly folder: string;
  readonly parent: Template;
  readonly relay: Template | undefined;
  readonly sources: Readonly<Record<string, Template>>;
  readonly syncs: Readonly<Record<string, Template>>;
}

export interface Options {
  /** @default - the folder of the fixtures */
  readonly directory?: string;
  /** Adds something to the gateway's stack. */
  readonly extend?: (stack: Stack) => void;
}

/** Synthesizes a gateway as `bin/aws.ts` does, but with a handler that needs no bundling. */
export const synthesize = (config: Config, options: Options = {}): Synthesized => {
  const { directory = fixtures, extend = () => undefined } = options;
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-synth-'));
  const app = checkedApp(folder);
  const stack = gatewayStack(app, {
    config,
    directory,
    handler: [{ path: 'gateway.mjs', contents: readFileSync(join(fixtures, 'handler', 'gateway.mjs')) }],
    connectors: [testConnector],
  });
  extend(stack);
  app.synth();
  const parent = read(folder, `${stack.stackName}.template.json`);
  const { relay, ...others } = nested(folder, config);
  const [sources, syncs] = [config.sources, config.sync].map((names) =>
    Object.fromEntries(Object.entries(others).filter(([name]) => Object.hasOwn(names, name))),
  ) as [Synthesized['sources'], Synthesized['syncs']];
  return { folder, parent, relay, sources, syncs };
};

const fixtures = join(import.meta.dirname, 'fixtures');

const nested = (folder: string, config: Config): Record<string, Template> => {
  const templates = readdirSync(folder)
    .filter((file) => file.endsWith('.nested.template.json'))
    .map((file) => read(folder, file));
  const named = templates.map((template): [string, Template] => {
    const names = [...Object.keys(config.sources), ...Object.keys(config.sync), ...(config.relay ? ['relay'] : [])];
    const name = names.find((source) =>
      resources(template, 'AWS::Lambda::Function').some(
        ({ Properties }) => Properties.FunctionName === `${config.gateway}-${source}`,
      ),
    );
    if (!name) throw new Error('a nested stack belongs to no source and no sync, and is not the relay');
    return [name, template];
  });
  return Object.fromEntries(named.sort(([a], [b]) => a.localeCompare(b)));
};

/** Hashes of assets change with every edit of the handler and say nothing about the infrastructure. */
const read = (folder: string, file: string): Template =>
  JSON.parse(readFileSync(join(folder, file), 'utf8').replaceAll(/[0-9a-f]{64}/g, '<hash>'));

export const resources = (template: Template, type: string): Resource[] =>
  Object.values(template.Resources).filter((resource) => resource.Type === type);

/** How many resources of each type a template has. */
export const counts = (template: Template): Record<string, number> => {
  const types: Record<string, number> = {};
  for (const { Type } of Object.values(template.Resources)) types[Type] = (types[Type] ?? 0) + 1;
  return types;
};
