import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { type Panintelligence, startPanintelligence } from '../../standins/panintelligence/start-panintelligence.ts';
import { type ScimStandIn, startScim } from '../../standins/scim/start-scim.ts';
import type { SyncProcessOptions, SyncProcessRun } from './sync-process.ts';

/** Of the source, by their logins: an office, and the teams that they are in. */
type People = Readonly<Record<string, { readonly office: string; readonly teams: readonly string[] }>>;

const first: People = {
  ada: { office: 'Ghent', teams: ['red'] },
  ben: { office: 'Ghent', teams: ['red', 'blue'] },
  cleo: { office: 'Mons', teams: [] },
  dan: { office: 'Mons', teams: ['blue'] },
};
const second: People = {
  ada: { office: 'Bruges', teams: ['blue'] },
  cleo: { office: 'Mons', teams: ['red'] },
  dan: { office: 'Mons', teams: ['blue'] },
  eve: { office: 'Ghent', teams: ['red'] },
};

/** A destination, and what it has: by key, whether active, the office, and the teams. */
interface Target {
  readonly name: string;
  readonly to: string;
  readonly map: string;
  readonly give: string;
  readonly secret: Readonly<Record<string, string>>;
  seen(): Readonly<
    Record<string, { readonly active: boolean; readonly office: unknown; readonly teams: readonly string[] }>
  >;
  /** Takes away everybody, as if it were new. */
  stop(): Promise<void>;
}

const scimTarget = async (): Promise<Target> => {
  const service: ScimStandIn = await startScim();
  return {
    name: 'scim',
    to: `{ destination: scim, baseUrl: https://scim.acme.example/v2, localServer: ${service.baseUrl} }`,
    map: '{ userName: "${user.login}", displayName: "${user.office}" }',
    give: '{ groups: ["${group.name}"] }',
    secret: { token: 'good-token' },
    seen: () =>
      Object.fromEntries(
        Array.from(service.users(), ([id, user]) => {
          const teams = Array.from(service.groups()).filter(([, members]) => members.includes(id));
          const active = user['active'] !== false;
          return [
            String(user['userName']),
            { active, office: user['displayName'], teams: teams.map(([name]) => name).sort() },
          ];
        }),
      ),
    stop: () => service.stop(),
  };
};

const dashboardTarget = async (): Promise<Target> => {
  const host = 'bi.acme.example';
  const dashboard: Panintelligence = await startPanintelligence({
    host,
    user: { name: 'gate', password: 'example' },
    now: Date.now,
  });
  const textsIn = (list: unknown): readonly string[] =>
    (Array.isArray(list) ? list : []).map((each) => String(Object(each).name)).sort();
  return {
    name: 'panintelligence',
    to: `{ destination: panintelligence, baseUrl: "https://${host}/pi/api/v2", localServer: "${dashboard.origin}/${host}/pi/api/v2" }`,
    map: '{ user: { surname: "${user.login}", forenames: "${user.office}" } }',
    give: '{ userRoles: [{ name: "${group.name}" }] }',
    secret: { username: 'gate', password: 'example' },
    seen: () =>
      Object.fromEntries(
        dashboard.usercodes().map((code) => {
          const payload = dashboard.userAt(code)!;
          const { user } = payload;
          const active = user['clientEnabled'] === true;
          return [code.toLowerCase(), { active, office: user['forenames'], teams: textsIn(payload['userRoles']) }];
        }),
      ),
    stop: () => dashboard.stop(),
  };
};

/** A source, a destination, and processes between them. */
class Scene implements AsyncDisposable {
  readonly target: Target;
  readonly #directory = mkdtempSync(join(tmpdir(), 'sallyport-kill-'));
  #minutes = 0;

  constructor(target: Target) {
    this.target = target;
    const { to, map, give, secret } = target;
    const yaml = `
gateway: acme
vendor: { name: vendor, identity: { jwt: { issuer: "https://auth.vendor.example/", audience: gateway, claims: { tenant: acme } } } }
sources:
  people:
    connector: file
    claims: { source_id: "1" }
    files:
      - { path: ./people.csv, entity: { type: person, id: login, name: login, attributes: { login: login, office: office } } }
      - { path: ./teams.csv, entity: { type: team, id: name, name: name } }
      - { path: ./members.csv, relationship: { from: { type: person, id: login }, to: { type: team, id: team } } }
sync:
  users:
    from: people
    users: { type: person, key: user.login }
    groups: { type: team }
    to: ${to}
    map: ${map}
    grants: [{ group: "*", give: ${give} }]
    rate: { concurrency: 1 }
deploy: { aws: { region: eu-west-1 } }
`;
    writeFileSync(join(this.#directory, 'sallyport.yaml'), yaml);
    const folder = join(this.#directory, '.sallyport', 'secrets');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#write('first', first);
    this.#write('second', second);
    writeFileSync(join(folder, 'users.json'), JSON.stringify(secret), { mode: 0o600 });
  }

  #write(source: string, people: People): void {
    const lines = (...rows: readonly (readonly string[])[]) => `${rows.map((row) => row.join(',')).join('\n')}\n`;
    const all = Object.entries(people);
    const write = (name: string, content: string) => writeFileSync(join(this.#directory, name), content);
    write('teams.csv', lines(['name'], ['red'], ['blue']));
    write(`${source}-people.csv`, lines(['login', 'office'], ...all.map(([login, { office }]) => [login, office])));
    const members = all.flatMap(([login, { teams }]) => teams.map((team) => [login, team]));
    write(`${source}-members.csv`, lines(['login', 'team'], ...members));
  }

  /** A process that makes these runs. @returns `undefined` if it was killed */
  async process(runs: SyncProcessOptions['runs'], killAt?: number): Promise<readonly SyncProcessRun[] | undefined> {
    // Whoever was killed holds the lease for a while.
    this.#minutes += 5;
    const options: SyncProcessOptions = {
      file: join(this.#directory, 'sallyport.yaml'),
      directory: this.#directory,
      runs,
      killAt,
      aheadMilliseconds: this.#minutes * 60_000,
    };
    const program = join(import.meta.dirname, 'sync-process.ts');
    const child = spawn(process.execPath, [program, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    if (child.signalCode === 'SIGKILL') return undefined;
    expect(errors).toBe('');
    return JSON.parse(output);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.target.stop();
    rmSync(this.#directory, { recursive: true });
  }
}

const expected = (people: People, gone: readonly string[]) =>
  expect.objectContaining(
    Object.fromEntries([
      ...Object.entries(people).map(([login, { office, teams }]) => [
        login,
        { active: true, office, teams: [...teams].sort() },
      ]),
      ...gone.map((login) => [login, expect.objectContaining({ active: false })]),
    ]),
  );

/** Of the calls of a run, every so manieth is played; all of them by `npm run test:long -- sync-kills`. */
const stride = process.env['SALLYPORT_RUNS'] === undefined ? 11 : 1;

const changedFirst = { kind: 'changed', source: 'first' } as const;
const changedSecond = { kind: 'changed', source: 'second' } as const;

describe.each([
  ['scim', scimTarget],
  ['panintelligence', dashboardTarget],
] as const)('kill -9 between any two calls of a sync to %s', (_, target) => {
  it('leaves nothing that the next run does not finish', async () => {
    let counted: readonly SyncProcessRun[];
    {
      await using scene = new Scene(await target());
      counted = (await scene.process([changedFirst, changedSecond]))!;
      expect(counted.map(({ record }) => record)).toMatchObject([
        { outcome: 'done', counts: { create: 4 } },
        { outcome: 'done', counts: { create: 1, disable: 1 } },
      ]);
      expect(scene.target.seen()).toEqual(expected(second, ['ben']));
    }
    let killed = 0;
    for (const [round, { calls }] of counted.entries()) {
      for (let killAt = 1 + (round % stride); killAt <= calls; killAt += stride) {
        const at = `run ${round + 1}, killed at call ${killAt} of ${calls}`;
        await using scene = new Scene(await target());
        expect(await scene.process([changedFirst, changedSecond].slice(0, round + 1), killAt), at).toBeUndefined();
        killed++;
        // The source goes on meanwhile: what was half done must not stay.
        const after = await scene.process([changedSecond, { kind: 'full', source: 'second' }]);
        const [next, last] = after!.map(({ record }) => record);
        expect(next, at).toMatchObject({ outcome: 'done', counts: { failed: 0 } });
        const gone = Object.keys(scene.target.seen()).filter((login) => !Object.hasOwn(second, login));
        expect(scene.target.seen(), at).toEqual(expected(second, gone));
        expect(Object.keys(scene.target.seen()).length, at).toBeLessThanOrEqual(5);
        expect(last?.counts, at).toMatchObject({ create: 0, update: 0, disable: 0, delete: 0 });
      }
    }
    process.stdout.write(`killed ${killed} times\n`);
    expect(killed).toBeGreaterThan(4);
  });
});
