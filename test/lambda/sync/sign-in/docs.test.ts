import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../../../../config/load.ts';
import { signIn as signInForm } from '../../../../config/schema/sync/sign-in.ts';
import { connectors } from '../../../../connectors/index.ts';
import { syncProblems } from '../../../../lambda/sync/routes/sync-refused.ts';
import { keptMilliseconds, leadMilliseconds, publishedSeconds } from '../../../../lambda/sync/sign-in/rotate-ring.ts';
import { blocksOf, root } from '../../../readme-blocks.ts';
import { type Answered, claimsTextOf, send, signIn, syncWorld, type World } from '../create-sync-world.ts';

const name = 'docs/sign-in.md';
const page = readFileSync(join(root, name), 'utf8');
const blocks = (language: string) =>
  blocksOf(name).flatMap((block) => (block.language === language ? [block.text] : []));
const [answer, given, claims] = blocks('json').map((text) => JSON.parse(text));
const { signIn: written } = parse(blocks('yaml')[0]!).sync['bi-users'];
const key = 'person.one@acme.example';
const address = 'https://bi-users.gate.acme.example';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-docs-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs commands of the page as a shell does. `curl` and `sallyport` write down what they are given, and call nobody. */
const runShell = (commands: string, seconds: number): readonly (readonly string[])[] => {
  const told = join(folder, 'told');
  writeFileSync(told, '');
  for (const program of ['curl', 'sallyport']) {
    const script = `#!/bin/sh\nexec '${process.execPath}' -e 'require("fs").appendFileSync("${told}",JSON.stringify(process.argv.slice(1))+"\\n")' -- ${program} "$@"\n`;
    writeFileSync(join(folder, program), script, { mode: 0o755 });
  }
  writeFileSync(join(folder, 'date'), `#!/bin/sh\necho ${seconds}\n`, { mode: 0o755 });
  const environment = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` };
  execFileSync('sh', ['-eu', '-c', commands], { cwd: folder, env: environment, stdio: 'pipe' });
  return readFileSync(told, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
};

/** Sends what curl was told to send. */
const sendAs = (world: World, [, ...told]: readonly string[]): Promise<Answered> => {
  const headers: Record<string, string> = {};
  let body = '';
  let url = '';
  for (let index = 0; index < told.length; index++) {
    const option = told[index]!;
    if (option === '--silent' || option === '--fail') continue;
    if (option === '--data') body = told[++index]!;
    else if (option === '--header') {
      const given = told[++index]!;
      const line = given.startsWith('@') ? readFileSync(join(folder, given.slice(1)), 'utf8').trim() : given;
      headers[line.slice(0, line.indexOf(':'))] = line.slice(line.indexOf(':') + 1).trim();
    } else if (option.startsWith('-')) throw new Error(`curl was told ${option}`);
    else url = option;
  }
  expect(url.startsWith(address)).toBe(true);
  return send(world, url.slice(address.length), { headers, body });
};

const pageWorld = (): World => {
  const world = syncWorld({
    sync: { signIn: signInForm.parse({ ...written, issuer: address }) },
  });
  world.people.set(key, { payload: JSON.stringify(claims[signIn.claims.payload!]), email: key, at: world.clock.now });
  return world;
};

describe('the page about sign-in', () => {
  const configured = (block: string) =>
    parseConfig(
      `gateway: acme
vendor: { name: panintelligence, identity: { jwt: { issuer: https://login.vendor.example/, audience: gateway } } }
sources: { directory: { connector: scim, baseUrl: https://directory.acme.example/scim/v2 } }
${block}`,
      name,
      connectors,
    ).sync['bi-users']!;
  const [block] = blocks('yaml');

  test('has a configuration that is one', () => {
    const { webhook, signIn } = configured(block!);
    expect(webhook).toEqual({ settleSeconds: 10 });
    expect(signIn).toMatchObject({ facts: 'kept', keyDays: 90, lifetimeSeconds: 120, maximumAgeMinutes: 1_440 });
  });

  test('facts that are given are refused where a token would take away what a push keeps, as it says', () => {
    const facts = block!.replace('lifetimeSeconds: 120', 'facts: given');
    expect(page).toContain('the configuration is refused unless the destination says `others: replace`');
    expect(() => configured(facts)).toThrow('takes away at each sign-in what a user has and the map does not name');
    expect(configured(facts.replace('panintelligence,', 'panintelligence, others: replace,')).signIn?.facts).toBe(
      'given',
    );
    const withoutPayload = facts.replace('facts: given', 'facts: given\n      claims: { payload: null }');
    expect(configured(withoutPayload).signIn?.claims.payload).toBeNull();
  });

  test('asks for a token as the gate answers it', async () => {
    const world = pageWorld();
    const [, command] = blocks('sh')[0]!.trim().split('\n');
    const authorization = `Authorization: Bearer ${world.token({ aud: written.servers[0].audience })}\n`;
    writeFileSync(join(folder, 'authorization'), authorization);
    const [told] = runShell(command!, 0);
    const { status, body } = await sendAs(world, told!);
    expect([status, Object.keys(body), body.expires_in]).toEqual([200, Object.keys(answer), answer.expires_in]);
    expect(body.token.startsWith(answer.token.replace('…', ''))).toBe(true);
    const said = JSON.parse(claimsTextOf(body.token));
    expect(Object.keys(said)).toEqual(Object.keys(claims));
    const { iat, nbf, exp, jti, ...others } = said;
    expect([nbf - iat, exp - iat, jti.length]).toEqual([
      claims.nbf - claims.iat,
      claims.exp - claims.iat,
      claims.jti.length,
    ]);
    expect(claims).toMatchObject(others);
  });

  test('sends facts as the gate takes them', async () => {
    const payloadOf = () => '[]';
    const mapping = { hash: '', map: (user: object) => ({ key: String(Reflect.get(user, 'email')), document: {} }) };
    const world = syncWorld({ sync: { signIn: { ...signIn, facts: 'given' } }, mapping, payloadOf });
    const authorization = `Bearer ${world.token()}`;
    const { body } = await send(world, '/token', { headers: { authorization }, body: given });
    expect(JSON.parse(claimsTextOf(body.token)).sub).toBe(key);
  });

  test('makes a secret and signs a webhook as the gate takes them', async () => {
    const world = pageWorld();
    const [, making, signing] = blocks('sh');
    expect(runShell(making!, 0)).toEqual([['sallyport', 'secrets', 'set', 'bi-users', 'webhook_secret']]);
    world.secrets['webhook_secret'] = readFileSync(join(folder, 'webhook-secret'), 'utf8').trim();
    const [told] = runShell(signing!, world.clock.now / 1_000);
    expect(await sendAs(world, told!)).toMatchObject({ status: 202, body: { run: world.asked[0]!.id } });
    world.secrets['webhook_secret'] = `whsec_${Buffer.alloc(32).toString('base64')}`;
    expect(await sendAs(world, told!)).toMatchObject({ status: 403 });
  });

  test('names every route, and no other', async () => {
    const routes = [...page.matchAll(/^\| `(GET|POST) (\/\S+)` \|/gm)];
    expect(routes).toHaveLength(5);
    for (const [, method, path] of routes) {
      expect((await send(pageWorld(), path!, { method: method! })).body.code).not.toBe('not-found');
    }
  });

  test('names every code with its status', () => {
    const rows = [...page.matchAll(/^\| (\d{3}) \| (.+?) \|/gm)].flatMap(([, status, codes]) =>
      [...codes!.matchAll(/`([a-z-]+)`/g)].map(([, code]) => [code, Number(status)] as const),
    );
    expect(Object.fromEntries(rows)).toMatchObject(syncProblems);
  });

  test('names events of the log that are written', () => {
    const code = globSync('lambda/sync/{create-sync,sign-in/*,webhook/*}.ts', { cwd: root })
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join('\n');
    const rows = [...page.matchAll(/^\| (`(?:sign-in|webhook)\..+?) \|/gm)].map(([, row]) => row).join(' ');
    const named = [...rows.matchAll(/`(.+?)`/g)].map(([, event]) => event!);
    const inCode = [...code.matchAll(/'((?:sign-in|webhook)\.[a-z-]+)'/g)].map(([, event]) => event!);
    expect(named.toSorted()).toEqual([...new Set(inCode)].toSorted());
  });

  test('has the numbers of the code', () => {
    expect(page).toContain(`published for ${leadMilliseconds / 3_600_000} hours at least before`);
    expect(page).toContain(`published for ${keptMilliseconds / 3_600_000} hours after`);
    expect(page).toContain(`max-age=${publishedSeconds}`);
  });
});
