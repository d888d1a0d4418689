import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { agentCommand } from '../../../bin/commands/agent.ts';
import { checkCommand } from '../../../bin/commands/check.ts';
import { doctorCommand } from '../../../bin/commands/doctor.ts';
import { guideCommand } from '../../../bin/commands/guide.ts';
import { secretsCommand } from '../../../bin/commands/secrets.ts';
import { syncCommand } from '../../../bin/commands/sync.ts';
import type { Diagnosis } from '../../../bin/doctor/diagnosis.ts';
import { inProcess } from '../in-process.ts';
import { syncWorkspace } from './sync-workspace.ts';

const called = [
  'webhook: { settleSeconds: 5 }',
  'schedule: { cron: "0 2 * * *", timeZone: UTC }',
  'grants: [{ when: user.active, give: { userCategories: [{ name: Company }] } }]',
  'signIn:',
  '  servers: [{ name: login, issuer: https://login.example/, audience: sallyport, subject: bi-login }]',
  '  audience: https://bi.acme.example',
  '  lifetimeSeconds: 90',
];
const deploy = [
  'deploy:',
  '  aws: { region: eu-west-1 }',
  '  gcp: { project: acme-gateway, projectNumber: "123456789012", region: europe-west1 }',
];
const here = () => syncWorkspace({ sync: called, rest: deploy });
const run = (add: typeof checkCommand, place: { readonly config: string }, args: readonly string[]) =>
  inProcess(add, [...args, '--config', place.config]);

describe('a sync is known by its name to', () => {
  test('check: what it sends of whom, where, when, and what its secret needs', async () => {
    await using place = await here();
    const { code, stdout } = await run(checkCommand, place, ['check']);
    expect(code).toBe(0);
    const [row] = stdout.split('\n').filter((line) => /^ {2}bi-users /.test(line));
    expect(row!.trim().split(/ {2,}/)).toEqual([
      'bi-users',
      'people',
      'panintelligence',
      'bi.acme.example',
      'user.surname, user.email, userRoles, userCategories',
      '0 2 * * * (UTC), webhook, sign-in',
      'username, password, webhook_secret',
    ]);
    const { sync } = JSON.parse((await run(checkCommand, place, ['check', '--json'])).stdout);
    expect(sync['bi-users']).toMatchObject({ hosts: ['bi.acme.example'], from: 'people', to: 'panintelligence' });
  });

  test('guide: the destination, the webhook and sign-in, with exact values for each host', async () => {
    await using place = await here();
    const { code, stdout } = await run(guideCommand, place, ['guide', 'bi-users']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^bi-users: users of people to Panintelligence, for elimity\n\n1\. Make a user for the gate\n/,
    );
    for (const line of [
      '  sallyport secrets set bi-users password --host aws',
      '  sallyport secrets set bi-users webhook_secret --host gcp < webhook-secret.txt',
      '  <output biUsersUrl>/webhook',
      '  https://acme-bi-users-123456789012.europe-west1.run.app/webhook',
      'login proves itself by a token of https://login.example/ for the audience sallyport, with the sub bi-login.',
      '  https://acme-bi-users-123456789012.europe-west1.run.app/token',
      '  https://acme-bi-users-123456789012.europe-west1.run.app/.well-known/jwks.json',
      'Audience: https://bi.acme.example',
      '  sallyport sync run bi-users --dry-run --host aws',
    ])
      expect(stdout).toContain(`   ${line}\n`);
    expect(stdout).toMatch(
      /Claims: https:\/\/www\.panintelligence\.com\/claims\/usercode, \S+email, \S+userSyncPayload/,
    );
    const local = await run(guideCommand, place, ['guide', 'bi-users', '--host', 'local', '--json']);
    const { sync, steps } = JSON.parse(local.stdout);
    expect(sync).toBe('bi-users');
    expect(JSON.stringify(steps)).toContain('http://127.0.0.1:8787/bi-users/token');
  });

  test('guide and agent allow: what an agent needs, where the destination is behind one', async () => {
    await using place = await syncWorkspace({ rest: ['relay: { agents: { maximum: 1 } }'] });
    const written = readFileSync(place.config, 'utf8');
    writeFileSync(
      place.config,
      written.replace('destination: panintelligence,', 'destination: panintelligence, via: relay,'),
    );
    const { stdout } = await run(guideCommand, place, ['guide', 'bi-users']);
    expect(stdout).toMatch(
      /\. Whoever runs the agent: let it reach the destination\n[\s\S]* sallyport agent allow bi-users\n/,
    );
    const { code, stdout: rules } = await run(agentCommand, place, ['agent', 'allow', 'bi-users']);
    expect(code).toBe(0);
    expect(rules).toMatch(/^# What the destination of the sync bi-users \(Panintelligence.*\) needs of an agent\./);
    expect(rules).toContain('host: bi.acme.example');
    expect((await run(agentCommand, place, ['agent', 'allow', 'bi-user'])).stderr).toContain('Did you mean bi-users?');
  });

  test('secrets: the fields of its destination, and that of its webhook', async () => {
    await using place = await here();
    const listed = await run(secretsCommand, place, ['secrets', 'list', 'bi-users']);
    expect(listed.stdout).toMatch(/^ {2}username +always +yes/m);
    expect(listed.stdout).toMatch(/^ {2}webhook_secret +always +no/m);
    const missing = await run(secretsCommand, place, ['secrets', 'check', 'bi-users', '--offline']);
    expect(missing).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^ {2}webhook_secret +wrong +is not entered$/m),
    });
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const entered = await inProcess(
      secretsCommand,
      ['secrets', 'set', 'bi-users', 'webhook_secret', '--config', place.config],
      { input: `${secret}\n` },
    );
    expect(entered).toMatchObject({ code: 0, stdout: 'Entered webhook_secret of bi-users on this machine.\n' });
    expect((await run(secretsCommand, place, ['secrets', 'check', 'bi-users'])).code).toBe(0);
    const nobody = await run(secretsCommand, place, ['secrets', 'list', 'bi-user']);
    expect(nobody).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/has no source or sync bi-user; it has people, bi-users\. Did you mean bi-users\?/),
    });
  });

  test('doctor: its secret, its last run, and what waits', async () => {
    await using place = await syncWorkspace();
    const doctor = async () => {
      const { code, stdout } = await run(doctorCommand, place, ['doctor', 'bi-users', '--host', 'local', '--json']);
      const [{ lines }] = JSON.parse(stdout) as [Diagnosis];
      const own = lines.filter(({ source }) => source === 'bi-users');
      return { code, lines: Object.fromEntries(own.map(({ what, state }) => [what, state])), own };
    };
    const first = await doctor();
    expect(first).toMatchObject({
      code: 0,
      lines: { secret: 'ok', 'last run': 'not known', guard: 'ok', users: 'ok' },
    });
    await run(syncCommand, place, ['sync', 'run', 'bi-users']);
    place.people({ ada: { role: 'Owners' } });
    await run(syncCommand, place, ['sync', 'run', 'bi-users']);
    const { code, lines, own } = await doctor();
    expect({ code, lines }).toMatchObject({ code: 1, lines: { 'last run': 'ok', guard: 'failed' } });
    expect(own.find(({ what }) => what === 'guard')!.todo).toMatch(/sallyport sync approve bi-users$/);
    expect(JSON.stringify(own)).not.toMatch(/bela|acme\.example/i);
  });
});
