import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Config, SourceConfig } from '../../../config/config.ts';
import { hostAlarms, logAlarmsOf } from '../../../stacks/alarms.ts';
import { knownSources } from '../../../stacks/known-sources.ts';
import { bearer, many, proxied, source, testConnector, withTokens } from '../aws/configurations.ts';
import { configuration, resourceId } from './configurations.ts';
import { complaints } from './kusto.ts';
import { type Resource, resources, type Synthesized, synthesize } from './synthesize.ts';

const actionGroup = resourceId('acme-operations', 'Microsoft.Insights/actionGroups/operators');
const check = { cron: '30 5 * * *', timeZone: 'Europe/Brussels' };
const certificate = [{ name: 'client_certificate', description: 'Who calls', required: true }];
const sources: Record<string, SourceConfig> = {
  code: withTokens({ check }),
  crm: proxied(),
  people: source({ secret: certificate }, { check }),
  teams: source(),
};

const watched = (monitored: Config['sources'] = sources, dashboard = false): Synthesized =>
  synthesize(configuration(bearer, monitored, { actionGroup }, { monitoring: { dashboard } }));

const logRules = (gateway: Synthesized): Resource[] =>
  resources(gateway, 'azurerm_monitor_scheduled_query_rules_alert_v2');
const metricRules = (gateway: Synthesized): Resource[] => resources(gateway, 'azurerm_monitor_metric_alert');

describe('alarms', () => {
  const gateway = watched();

  test('look as they do', async () => {
    const { azurerm_monitor_scheduled_query_rules_alert_v2, azurerm_monitor_metric_alert } = gateway.document.resource;
    await expect(
      stringify(
        { azurerm_monitor_scheduled_query_rules_alert_v2, azurerm_monitor_metric_alert },
        { aliasDuplicateObjects: false },
      ),
    ).toMatchFileSnapshot('__snapshots__/monitoring/alarms.yaml');
  });

  test('of the log are one rule each for all sources that they are about, and ring for each by itself', () => {
    const known = knownSources(configuration(bearer, sources), [testConnector]);
    const rules = logRules(gateway);
    for (const each of known) {
      for (const { name } of logAlarmsOf(each)) {
        const rule = rules.find((candidate) => candidate.name === `acme-${name}`)!;
        expect(queried(rule)).toContain(each.name);
        expect(rule.criteria[0].dimension).toEqual([{ name: 'source', operator: 'Include', values: ['*'] }]);
      }
    }
    const expected = known.flatMap((each) => logAlarmsOf(each).map(({ name }) => `acme-${name}`));
    expect(new Set(rules.map(({ name }) => name))).toEqual(new Set([...expected, 'acme-job-silent']));
  });

  test('are about no source that has nothing of the kind', () => {
    const of = (alarm: string) => queried(logRules(gateway).find(({ name }) => name === `acme-${alarm}`)!);
    expect(of('errors')).toEqual(['code', 'crm', 'people', 'teams']);
    expect(of('calls-failing')).toEqual(['crm']);
    expect(of('certificate-expiring')).toEqual(['people']);
    expect(of('job-missed')).toEqual(['code', 'people']);
    expect(logRules(gateway).map(({ name }) => name)).not.toContain('acme-agent-silent');
  });

  test('look back further than since the last time, where one line is enough, and ring once', () => {
    for (const rule of logRules(gateway).filter(({ name }) => name !== 'acme-job-silent')) {
      expect(rule).toMatchObject({
        evaluation_frequency: 'PT15M',
        auto_mitigation_enabled: true,
        skip_query_validation: true,
        action: { action_groups: [actionGroup] },
      });
      expect(rule.window_duration).toBe(rule.criteria[0].threshold === 1 ? 'PT30M' : 'PT15M');
      expect(rule.description).toContain('The alert says which one it is.');
    }
  });

  test('of what the platform counts are there for each source, and one for dead letters', () => {
    const names = Object.keys(sources).flatMap((name) =>
      Object.values(hostAlarms).map((alarm) => `acme-${name}-${alarm.name}`),
    );
    const jobs = ['code', 'people'].map((name) => `acme-${name}-crashes-job-1`);
    expect(new Set(metricRules(gateway).map(({ name }) => name))).toEqual(
      new Set([...names, ...jobs, 'acme-dead-letters']),
    );
    const watched = metricRules(gateway).filter(({ name }) => jobs.includes(name));
    for (const { scopes, criteria } of watched) {
      expect(scopes).toEqual([expect.stringMatching(/^\$\{azurerm_container_app_job\.(code|people)_[\w-]+\.id\}$/)]);
      expect(criteria[0].dimension).toEqual([{ name: 'state', operator: 'Include', values: ['Failed'] }]);
    }
    for (const rule of metricRules(gateway)) expect(rule.action).toEqual([{ action_group_id: actionGroup }]);
    const [letters] = metricRules(gateway).filter(({ name }) => name === 'acme-dead-letters');
    expect(letters!.scopes).toEqual(['${azurerm_storage_account.Storage.id}/queueServices/default']);
  });

  test('ring when a job that was there is not started any more', () => {
    const [rule] = logRules(gateway).filter(({ name }) => name === 'acme-job-silent');
    expect(rule).toMatchObject({ evaluation_frequency: 'PT6H', window_duration: 'P2D' });
    const jobs = resources(gateway, 'azurerm_container_app_job').map(({ name }) => `'${name}'`);
    expect(rule!.criteria[0].query).toContain(`where JobName in (${jobs.join(', ')})`);
    expect(rule!.criteria[0].dimension[0].name).toBe('JobName');
    expect(logRules(watched({ teams: source() })).map(({ name }) => name)).not.toContain('acme-job-silent');
  });

  test('of the log are as many for 60 sources as for one', () => {
    expect(logRules(watched(many(60)))).toHaveLength(logRules(watched(many(1))).length);
  });

  test('do not take a word of the configuration for one of the query language or of Terraform', () => {
    for (const rule of logRules(gateway)) {
      const [{ query }] = rule.criteria;
      expect(query).not.toMatch(/[$%]\{/);
      expect(query.match(/'/g)!.length % 2).toBe(0);
    }
  });

  test('ask what Azure understands', () => {
    for (const rule of logRules(gateway)) expect(complaints(rule.criteria[0].query)).toEqual([]);
    expect(complaints('ContainerAppConsoleLogs | where Text == 1')).toHaveLength(1);
    expect(complaints('ContainerAppConsoleLogs | summarize last = count() by JobName | where last > 1')).not.toEqual(
      [],
    );
  });

  test('are not there if nobody wants to hear them, nor is one of dead letters without a job', () => {
    const silent = synthesize(configuration(bearer, sources));
    expect([...logRules(silent), ...metricRules(silent)]).toEqual([]);
    expect(metricRules(watched({ teams: source() })).map(({ name }) => name)).not.toContain('acme-dead-letters');
  });
});

/** The sources that a rule's query is about. */
const queried = ({ criteria }: Resource): string[] =>
  /where source in \((.*)\)/
    .exec(criteria[0].query)![1]!
    .split(', ')
    .map((text) => text.slice(1, -1));

describe('a dashboard', () => {
  const workbook = (gateway: Synthesized): Resource => resources(gateway, 'azurerm_application_insights_workbook')[0]!;

  test('shows calls, what alarms count, and the last errors, from the log of the gateway', async () => {
    const { data_json, ...rest } = workbook(watched(sources, true));
    const data = JSON.parse(data_json);
    await expect(stringify({ ...rest, data }, { aliasDuplicateObjects: false })).toMatchFileSnapshot(
      '__snapshots__/monitoring/dashboard.yaml',
    );
    for (const { type, content } of data.items) {
      if (type !== 3) continue;
      expect(content.crossComponentResources).toEqual(['${azurerm_log_analytics_workspace.Logs.id}']);
      expect(content.query).toContain("tostring(line.gateway) == 'acme'");
      // The workbook puts the grain of the chosen period in.
      expect(complaints(content.query.replaceAll('{Period:grain}', '1h'))).toEqual([]);
    }
  });

  test('has a name that Azure takes, the same each time and another for another gateway', () => {
    const { name } = workbook(watched(sources, true));
    expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(workbook(watched(sources, true)).name).toBe(name);
    const other = { ...configuration(bearer, sources, {}, { monitoring: { dashboard: true } }), gateway: 'globex' };
    expect(workbook(synthesize(other)).name).not.toBe(name);
  });

  test('is not made unless the configuration asks for it', () => {
    expect(resources(watched(), 'azurerm_application_insights_workbook')).toEqual([]);
  });
});

describe('the log', () => {
  const gateway = synthesize(configuration(bearer, { crm: proxied() }, { logRetentionDays: 365 }));

  test('is kept as long as the configuration says, in the one location, and opens to no key', () => {
    expect(resources(gateway, 'azurerm_log_analytics_workspace')).toEqual([
      expect.objectContaining({
        retention_in_days: 365,
        location: 'westeurope',
        local_authentication_enabled: false,
        sku: 'PerGB2018',
      }),
    ]);
  });

  test('gets what apps write through Azure Monitor, for the environment has no key of it either', () => {
    const [environment] = resources(gateway, 'azurerm_container_app_environment');
    expect(environment!.logs_destination).toBe('azure-monitor');
    expect(environment).not.toHaveProperty('log_analytics_workspace_id');
  });

  test('says who opened which vault', () => {
    const vaults = Object.keys(gateway.document.resource.azurerm_key_vault!);
    const audits = resources(gateway, 'azurerm_monitor_diagnostic_setting').filter(({ enabled_log }) =>
      enabled_log.some(({ category }: Resource) => category === 'AuditEvent'),
    );
    expect(audits.map(({ target_resource_id }) => target_resource_id).sort()).toEqual(
      vaults.map((vault) => `\${azurerm_key_vault.${vault}.id}`).sort(),
    );
  });
});
