import { describe, expect, test } from 'vitest';
import { guideCommand } from '../../bin/commands/guide.ts';
import { connectorNamed } from '../../connectors/index.ts';
import { inProcess } from './in-process.ts';
import { api, database, files, secretsWorkspace } from './secrets-workspace.ts';

const here = () => secretsWorkspace([database, files, api('tickets', 'bearer')]);
const guide = (args: readonly string[], config: string) =>
  inProcess(guideCommand, ['guide', ...args, '--config', config]);

describe('guide', () => {
  test('prints numbered steps that end with how to enter and check the secret', async () => {
    using place = here();
    const { code, stdout, stderr } = await guide(['tickets'], place.config);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^tickets: API described by OpenAPI, for elimity\n\n1\. \S.*\n {3}\S/);
    expect(stdout).toMatch(/^ {3,}sallyport secrets set tickets token$/m);
    expect(stdout).toMatch(/^ {3,}sallyport secrets check tickets$/m);
    expect(stdout).not.toMatch(/[ \t]$/m);
  });

  test.each([
    ['one cloud', 'deploy: { aws: { region: eu-west-1 } }', [], [' --host aws']],
    [
      'two clouds',
      'deploy: { aws: { region: eu-west-1 }, gcp: { project: acme-gateway, projectNumber: "123456789012", region: europe-west1 } }',
      [],
      [' --host aws', ' --host gcp'],
    ],
    ['one cloud, on this machine', 'deploy: { aws: { region: eu-west-1 } }', ['--host', 'local'], ['']],
    ['no cloud, on one all the same', '', ['--host', 'azure'], [' --host azure']],
  ])('names the host of its commands: %s', async (_, deploy, args, options) => {
    using place = secretsWorkspace([database, api('tickets', 'bearer')], deploy);
    const { stdout } = await guide(['tickets', ...args], place.config);
    const commands = stdout.split('\n').filter((line) => /^ +sallyport /.test(line));
    expect(commands.map((line) => line.trim())).toEqual([
      ...options.map((option) => `sallyport secrets set tickets token${option}`),
      ...options.map((option) => `sallyport secrets check tickets${option}`),
    ]);
    const json = (await guide(['tickets', '--json', ...args], place.config)).stdout;
    for (const command of commands) expect(json).toContain(command.trim());
  });

  test('prints the same steps for programs', async () => {
    using place = here();
    const { stdout } = await guide(['tickets', '--json'], place.config);
    const { source, steps } = JSON.parse(stdout) as { source: string; steps: { title: string; lines: string[] }[] };
    expect(source).toBe('tickets');
    const text = (await guide(['tickets'], place.config)).stdout;
    for (const [index, { title, lines }] of steps.entries()) {
      expect(text).toContain(`\n${index + 1}. ${title}\n`);
      for (const line of lines) expect(text).toContain(line);
    }
  });

  test('works for every kind of source', async () => {
    using place = here();
    for (const name of ['hr', 'desks']) {
      const { code, stdout } = await guide([name, '--json'], place.config);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ source: name, steps: expect.any(Array) });
    }
    expect(connectorNamed('sql')?.guide).toBeDefined();
  });

  test('says where the headers of a collector go, if there is one and the source has a secret', async () => {
    using place = secretsWorkspace(
      [database, files],
      'monitoring: { telemetry: { endpoint: https://otel.acme.example } }',
    );
    const { stdout } = await guide(['hr'], place.config);
    expect(stdout).toMatch(
      /\n\d+\. Whoever runs the gateway: .*collector\n {3}.*\n {5}sallyport secrets set hr otlp-headers\n$/,
    );
    expect((await guide(['desks'], place.config)).stdout).not.toContain('otlp-headers');
    using other = here();
    expect((await guide(['hr'], other.config)).stdout).not.toContain('otlp-headers');
  });

  const agents = 'relay: { agents: { maximum: 2 } }\n';
  const relayed = (source: string, more = '') => `${source}\n    via: relay${more}`;
  const lastSteps = async (name: string, config: string, args: readonly string[] = []) => {
    const { stdout } = await guide([name, '--json', ...args], config);
    const { steps } = JSON.parse(stdout) as { steps: { title: string; lines: string[] }[] };
    return steps.slice(-2).map(({ title, lines }) => [title, ...lines].join('\n'));
  };

  test.each([
    ['a database', 'hr', 'The agent makes the connection itself', /The credentials may stay .*\.\/secrets\/hr\.yaml/],
    ['files', 'desks', 'The agent makes the connection itself', undefined],
    ['an API', 'tickets', 'The agent sends the requests that the gate makes', /header .*\.\/secrets\/tickets\.yaml/],
    ['an API without a key', 'open', 'The agent sends the requests that the gate makes', undefined],
  ])('ends with what the agent of %s needs', async (_, name, connects, secret) => {
    const sources = [database, files, api('tickets', 'bearer'), api('open', 'none')].map((each) => relayed(each));
    using place = secretsWorkspace(sources, agents);
    const [enrol, allow] = await lastSteps(name, place.config);
    expect(enrol).toMatch(/\n {2}sallyport agent code <agent> --host local\n[\s\S]*\n {2}sallyport agent enroll /);
    expect(allow).toContain(`\n  sallyport agent allow ${name}\nReview it, and put it below allow: of agent.yaml`);
    expect(allow).toContain(connects);
    if (secret) expect(allow).toMatch(secret);
    else expect(allow).not.toContain('secret');
  });

  test('has a database behind agents opened for them, and not for the gate', async () => {
    using place = secretsWorkspace([relayed(database)], agents);
    const { stdout } = await guide(['hr'], place.config);
    expect(stdout).toContain('Let the agents reach the server');
    expect(stdout).toMatch(/ for the addresses of the agents/);
    expect(stdout).not.toContain('addresses of the gate');
  });

  test('says who issues codes where it is deployed, and for which agents', async () => {
    const cloud = `${agents}deploy: { aws: { region: eu-west-1 } }\n`;
    using place = secretsWorkspace([relayed(database, '\n    agents: [berlin, berlin-2]')], cloud);
    const [enrol] = await lastSteps('hr', place.config);
    expect(enrol).toContain('No agent but these is sent requests of this source: berlin, berlin-2.\n');
    expect(enrol?.match(/sallyport agent code .*/g)).toEqual([
      'sallyport agent code berlin --host aws',
      'sallyport agent code berlin-2 --host aws',
    ]);
    const [here] = await lastSteps('hr', place.config, ['--host', 'local']);
    expect(here).toContain('  sallyport agent code berlin --host local\n');
  });

  test('says nothing of agents to a source that is not behind them', async () => {
    using place = secretsWorkspace([database, relayed(files)], agents);
    expect((await guide(['hr'], place.config)).stdout).not.toContain('agent');
  });

  test('knows which sources there are', async () => {
    using place = here();
    expect(await guide(['ticket'], place.config)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/has no source ticket; it has hr, desks, tickets\. Did you mean tickets\?/),
    });
  });
});
