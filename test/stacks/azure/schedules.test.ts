import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Config, Schedule } from '../../../config/config.ts';
import { bearer, source, withSecret, withTokens } from '../aws/configurations.ts';
import { configuration } from './configurations.ts';
import { type Resource, readable, resources, type Synthesized, synthesize } from './synthesize.ts';

const check: Schedule = { cron: '30 5 * * *', timeZone: 'Europe/Brussels' };
const config = configuration(bearer, {
  code: withTokens({ check }),
  people: withSecret({ check: { cron: '0 5 * * 1-5', timeZone: 'Asia/Kolkata' } }),
  teams: source(),
});

const named = (gateway: Synthesized, type: string, name: string): Resource => {
  const found = resources(gateway, type).find((each) => each.name === name);
  if (!found) throw new Error(`no ${type} is named ${name}`);
  return found;
};

const appContainer = ({ template }: Resource): Resource => [template.container].flat()[0];

describe('jobs', () => {
  const gateway = synthesize(config);

  test('are there for sources that have some, with a queue for what failed', async () => {
    expect(resources(gateway, 'azurerm_container_app_job').map(({ name }) => name)).toEqual([
      'acme-code-check',
      'acme-people-check',
    ]);
    expect(resources(gateway, 'azurerm_storage_queue')).toHaveLength(1);
    const { azurerm_container_app_job, azurerm_storage_queue } = readable(gateway).resource;
    await expect(
      stringify({ azurerm_container_app_job, azurerm_storage_queue }, { aliasDuplicateObjects: false }),
    ).toMatchFileSnapshot('__snapshots__/schedules/schedules.yaml');
  });

  test.each(['code', 'people'])('of %s run what its app runs, and are told which', (name) => {
    const job = named(gateway, 'azurerm_container_app_job', `acme-${name}-check`);
    const app = named(gateway, 'azurerm_container_app', `acme-${name}`);
    const { env: jobEnv, ...runs } = appContainer(job);
    const { env: appEnv, readiness_probe: _, liveness_probe: __, ...serves } = appContainer(app);
    expect(runs).toEqual(serves);
    expect(jobEnv).toEqual([...appEnv, { name: 'SALLYPORT_JOB', value: 'check' }]);
    expect(job.identity).toEqual(app.identity);
    expect(job.depends_on).toEqual(expect.arrayContaining(app.depends_on));
  });

  test('start when UTC may be what the schedule says, in winter and in summer', () => {
    expect(named(gateway, 'azurerm_container_app_job', 'acme-code-check').schedule_trigger_config).toMatchObject({
      cron_expression: '30 3,4 * * *',
      parallelism: 1,
      replica_completion_count: 1,
    });
    const indian = named(gateway, 'azurerm_container_app_job', 'acme-people-check').schedule_trigger_config;
    expect(indian.cron_expression).toBe('30 23 * * *');
  });

  test('are begun three times at most, and end', () => {
    for (const job of resources(gateway, 'azurerm_container_app_job'))
      expect(job).toMatchObject({ replica_retry_limit: 2, replica_timeout_in_seconds: 1_800 });
  });

  test('tell the queue, which nobody else may write to and none of them may read', () => {
    const roles = resources(gateway, 'azurerm_role_assignment').filter(({ scope }) => scope.includes('storage_queue'));
    expect(
      roles.map(({ scope, role_definition_name, principal_type }) => [scope, role_definition_name, principal_type]),
    ).toEqual(
      Array.from({ length: 2 }, () => [
        '${azurerm_storage_queue.DeadLetters.id}',
        'Storage Queue Data Message Sender',
        'ServicePrincipal',
      ]),
    );
    expect(new Set(roles.map(({ principal_id }) => principal_id)).size).toBe(2);
    const letters = (name: string) =>
      appContainer(named(gateway, 'azurerm_container_app', name)).env.find(
        (each: Resource) => each.name === 'SALLYPORT_DEAD_LETTERS',
      )?.value;
    expect(letters('acme-code')).toBe(
      'https://${azurerm_storage_account.Storage.name}.queue.core.windows.net/${azurerm_storage_queue.DeadLetters.name}',
    );
    expect(letters('acme-teams')).toBeUndefined();
  });

  test('have names that Azure takes, and no two the same, however long those of sources are', () => {
    const long = 'a-source-with-quite-a-long-name';
    const { azurerm_container_app_job: jobs } = synthesize(
      configuration(bearer, { [`${long}-a`]: source({}, { check }), [`${long}-b`]: source({}, { check }) }),
    ).document.resource;
    const names = Object.values(jobs!).map(({ name }) => name);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^(?!.*--)[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/);
  });

  test('are not there, nor a queue, if no source has one', () => {
    const { resource } = synthesize(configuration(bearer, { people: withSecret() })).document;
    expect(Object.keys(resource)).not.toContain('azurerm_container_app_job');
    expect(Object.keys(resource)).not.toContain('azurerm_storage_queue');
  });

  test('ask a registry of Azure for the image as the source', () => {
    const image = `acme.azurecr.io/base/node@sha256:${'a'.repeat(64)}`;
    const own: Config = configuration(bearer, { people: source({}, { check }) }, { image });
    const [job] = resources(synthesize(own), 'azurerm_container_app_job');
    expect(job!.registry).toEqual([{ identity: job!.identity.identity_ids[0], server: 'acme.azurecr.io' }]);
  });
});
