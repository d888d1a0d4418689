import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { TemplateResource } from '../../../stacks/deployers/aws-policies.ts';
import type { TerraformResources } from '../../../stacks/deployers/terraform-resources.ts';

const read = (cloud: string): readonly unknown[] =>
  globSync(`${cloud}/__snapshots__/**/*.yaml`, { cwd: join(import.meta.dirname, '..') })
    .sort()
    .map((file) => parse(readFileSync(join(import.meta.dirname, '..', file), 'utf8'), { maxAliasCount: -1 }));

function* objectsIn(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const each of Object.values(value)) yield* objectsIn(each);
}

/** Every resource of CloudFormation in every snapshot. */
export const awsResources = (): readonly TemplateResource[] =>
  read('aws')
    .flatMap((snapshot) => [...objectsIn(snapshot)])
    .filter(({ Type, Properties }) => /^AWS::\w+::\w+$/.test(String(Type)) && typeof Properties === 'object')
    .map((resource) => resource as unknown as TemplateResource);

/** What Terraform makes in every snapshot: one entry each. */
export const terraformResources = (cloud: 'gcp' | 'azure'): readonly TerraformResources[] =>
  read(cloud).map((snapshot) => {
    const found: Record<string, Record<string, Record<string, unknown>>> = {};
    for (const each of objectsIn(snapshot)) {
      for (const [type, named] of Object.entries(each)) {
        if (!/^(google|azurerm|azuread)_[a-z0-9_]+$/.test(type) || typeof named !== 'object') continue;
        found[type] = { ...found[type], ...(named as Record<string, Record<string, unknown>>) };
      }
    }
    return found;
  });
