import { describe, expect, test } from 'vitest';
import { secretsCommand } from '../../bin/commands/secrets.ts';
import { type InProcessOptions, inProcess } from './in-process.ts';
import { api, database, files, secretsWorkspace } from './secrets-workspace.ts';

const pem = ['-----BEGIN PRIVATE KEY-----', 'CANARYkeyCANARYkey', '-----END PRIVATE KEY-----'].join('\n');
const credentials = `{ clientCredentials: { tokenUrl: "https://auth.example.com/token" } }`;

const here = (rest = '') => {
  const place = secretsWorkspace([database, files, api('tickets', credentials)], rest);
  return {
    ...place,
    /** Runs it, and holds that no value is ever shown. */
    secrets: async (args: readonly string[], options: InProcessOptions = {}) => {
      const ended = await inProcess(secretsCommand, ['secrets', ...args, '--config', place.config], options);
      expect(ended.stdout + ended.stderr).not.toMatch(/CANARY|^ +at /m);
      return ended;
    },
    [Symbol.dispose]: place[Symbol.dispose],
  };
};

describe('secrets set, from standard input', () => {
  test('enters one field and leaves the others', async () => {
    using place = here();
    place.store('hr', { user: 'reader', left: 'over' });
    const { code, stdout, stderr } = await place.secrets(['set', 'hr', 'password'], { input: 'CANARY pässword\n' });
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'Entered password of hr on this machine.\n',
      stderr: 'Try it: sallyport secrets check hr\n',
    });
    expect(place.stored('hr')).toEqual({ user: 'reader', left: 'over', password: 'CANARY pässword' });
  });

  test.each([
    ['one line', 'CANARY\n', 'CANARY'],
    ['one line of Windows', 'CANARY\r\n', 'CANARY'],
    ['one line without an end', 'CANARY', 'CANARY'],
    ['a byte order mark', '\ufeffCANARY\n', 'CANARY'],
    ['a key', `${pem}\n`, `${pem}\n`],
    ['a chain', `${pem}\n${pem}\n`, `${pem}\n${pem}\n`],
    ['a JSON file', '{\n  "CANARY": 1\n}\n', '{\n  "CANARY": 1\n}\n'],
    ['a value with an equals sign', 'CANARY==\n', 'CANARY=='],
  ])('takes %s as it is', async (_, input, value) => {
    using place = here();
    expect(await place.secrets(['set', 'hr', 'password'], { input })).toMatchObject({
      code: 0,
      stderr: 'Still missing: user. Enter: sallyport secrets set hr user\n',
    });
    expect(place.stored('hr')).toEqual({ password: value });
  });

  test('wonders about blanks, and stores them', async () => {
    using place = here();
    const { code, stderr } = await place.secrets(['set', 'hr', 'password'], { input: ' CANARY\n' });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^password: it begins or ends with a blank/);
    expect(place.stored('hr')).toEqual({ password: ' CANARY' });
  });

  test.each([
    ['nothing', '', /there is nothing in it/],
    ['blanks', '  \n', /there is nothing in it/],
    ['two lines', 'CANARY\nCANARY\n', /it has several lines, which only keys/],
    ['no text', new Uint8Array([0xff, 0xfe, 0x00, 0x41]), /it is no text/],
  ])('refuses %s', async (_, input, says) => {
    using place = here();
    const { code, stdout, stderr } = await place.secrets(['set', 'hr', 'password'], { input });
    expect(stderr).toMatch(says);
    expect({ code, stdout, stored: place.stored('hr') }).toEqual({ code: 2, stdout: '', stored: undefined });
  });
});

describe('secrets set, at a terminal', () => {
  test('asks for a field without showing it', async () => {
    using place = here();
    const { code, stderr } = await place.secrets(['set', 'hr', 'user'], { answers: ['CANARY\n'] });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^user of hr \(it is not shown\): \n/);
    expect(place.stored('hr')).toEqual({ user: 'CANARY' });
  });

  test('asks for each field that is needed, and Enter leaves it as it is', async () => {
    using place = here();
    place.store('tickets', { client_id: 'CANARY-id' });
    const { code, stdout, stderr } = await place.secrets(['set', 'tickets'], { answers: ['\n', 'CANARY-secret\r'] });
    expect(code).toBe(0);
    expect(stderr).toMatch(/client_id \(needed always; entered\): \n/);
    expect(stderr).toMatch(/Client secret that .*\nclient_secret \(needed always; not entered\): \n/);
    expect(stderr).toMatch(/entered by name if at all: refresh_token, access_token, expires_at\n/);
    expect(stdout).toBe('Entered client_secret of tickets on this machine.\n');
    expect(place.stored('tickets')).toEqual({ client_id: 'CANARY-id', client_secret: 'CANARY-secret' });
  });

  test.each([
    ['a key', `${pem}\n`],
    ['a chain', `${pem}\n${pem}\n`],
    ['a JSON file', '{\n"CANARY": {\n}\n}\n'],
    ['a JSON file with a byte order mark', '\ufeff{\n"CANARY": {\n}\n}\n'],
  ])('takes %s that is pasted', async (_, pasted) => {
    using place = here();
    expect((await place.secrets(['set', 'hr', 'password'], { answers: [pasted] })).code).toBe(0);
    expect(place.stored('hr')).toEqual({ password: pasted.trim() });
  });

  test('changes nothing when nothing is entered', async () => {
    using place = here();
    const { code, stdout, stderr } = await place.secrets(['set', 'hr'], { answers: ['\n', '\n'] });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/Nothing was changed\.\n$/);
    expect(place.stored('hr')).toBeUndefined();
  });

  test('stores nothing after Ctrl-C', async () => {
    using place = here();
    const { code, stderr } = await place.secrets(['set', 'hr'], { answers: ['CANARY\n', 'CANARY\u0003'] });
    expect(code).toBe(130);
    expect(stderr).toMatch(/Stopped\.\n$/);
    expect(place.stored('hr')).toBeUndefined();
  });
});

describe('secrets set, during a rotation', () => {
  test('enters the next value beside the one that is valid, and promotes it', async () => {
    using place = here();
    place.store('tickets', { client_id: 'one', client_secret: 'CANARY-old' });
    const next = await place.secrets(['set', 'tickets', 'client_secret', '--next'], { input: 'CANARY-new\n' });
    expect(next).toMatchObject({ code: 0, stdout: 'Entered client_secret_next of tickets on this machine.\n' });
    expect(place.stored('tickets')).toMatchObject({ client_secret: 'CANARY-old', client_secret_next: 'CANARY-new' });
    const promoted = await place.secrets(['set', 'tickets', '--promote']);
    expect(promoted).toMatchObject({ code: 0, stdout: 'Promoted client_secret of tickets on this machine.\n' });
    expect(place.stored('tickets')).toEqual({ client_id: 'one', client_secret: 'CANARY-new' });
  });

  test('promotes one field alone', async () => {
    using place = here();
    place.store('tickets', { client_id: 'a', client_id_next: 'b', client_secret: 'c', client_secret_next: 'd' });
    expect((await place.secrets(['set', 'tickets', 'client_id', '--promote'])).code).toBe(0);
    expect(place.stored('tickets')).toEqual({ client_id: 'b', client_secret: 'c', client_secret_next: 'd' });
  });

  test('removes a field, its next value, and what the source does not ask for', async () => {
    using place = here();
    place.store('tickets', { client_id: 'a', client_id_next: 'b', client_secret: 'c', old: 'd' });
    expect((await place.secrets(['set', 'tickets', 'client_id', '--remove', '--next'])).code).toBe(0);
    expect(place.stored('tickets')).toEqual({ client_id: 'a', client_secret: 'c', old: 'd' });
    expect((await place.secrets(['set', 'tickets', 'old', '--remove'])).code).toBe(0);
    const { stderr, stdout } = await place.secrets(['set', 'tickets', 'client_id', '--remove']);
    expect({ stderr, stdout }).toEqual({
      stdout: 'Removed client_id of tickets on this machine.\n',
      stderr: 'Still missing: client_id. Enter: sallyport secrets set tickets client_id\n',
    });
    expect(place.stored('tickets')).toEqual({ client_secret: 'c' });
    const again = await place.secrets(['set', 'tickets', 'client_id', '--remove']);
    expect(again).toEqual({ code: 0, stdout: '', stderr: 'Nothing was changed.\n' });
  });
});

describe('headers for a collector', () => {
  const telemetry = 'monitoring: { telemetry: { endpoint: https://otel.acme.example:4318 } }';
  const headers = 'otlp-headers';

  test('are a field of a secret that there is, if the configuration names a collector', async () => {
    using place = here(telemetry);
    expect((await place.secrets(['set', 'hr', headers], { input: 'api-key=CANARY\n' })).code).toBe(0);
    expect(place.stored('hr')).toEqual({ [headers]: 'api-key=CANARY' });
    const { fields, unused } = JSON.parse((await place.secrets(['list', 'hr', '--json'])).stdout);
    expect(fields.at(-1)).toMatchObject({ name: headers, needed: 'no', isEntered: true });
    expect(unused).toEqual([]);
    const { stderr } = await place.secrets(['set', 'hr'], { answers: ['\n', '\n'] });
    expect(stderr).toMatch(/Not needed, and entered by name if at all: otlp-headers\n/);
    expect((await place.secrets(['set', 'desks', headers], { input: 'CANARY\n' })).stderr).toMatch(/needs no secret/);
  });

  test('are no field without one', async () => {
    using place = here();
    expect((await place.secrets(['set', 'hr', headers], { input: 'CANARY\n' })).stderr).toMatch(/has no such field/);
    place.store('hr', { [headers]: 'CANARY' });
    expect(JSON.parse((await place.secrets(['list', 'hr', '--json'])).stdout).unused).toEqual([headers]);
  });

  test.each([
    ['api-key=CANARY, x-tenant=acme', 0, 'not tried'],
    ['CANARY', 1, 'wrong'],
  ])('are looked at: %s', async (text, code, state) => {
    using place = here(telemetry);
    place.store('hr', { user: 'reader', password: 'CANARY', [headers]: text });
    const checked = await place.secrets(['check', 'hr', '--offline', '--json']);
    expect(checked.code).toBe(code);
    expect(JSON.parse(checked.stdout).findings).toContainEqual(expect.objectContaining({ about: headers, state }));
  });
});

describe('secrets set refuses', () => {
  test.each([
    [['hr', 'password', 'CANARY'], /A value is not taken from the arguments: every process/],
    [['hr', 'password', 'a', 'CANARY'], /change it at the source/],
    [['hr', 'password=CANARY'], /A value is not taken from the arguments/],
    [['hr', 'CANARY'], /^The secret of hr has no such field; it has user, password\.\n$/],
    [['hr', 'pasword'], /Did you mean password\?\n$/],
    [['hr', 'password_next'], /sallyport secrets set hr password --next\n$/],
    [['hr'], /Name the field that standard input is for: sallyport secrets set hr user < file/],
    [['desks'], /desks needs no secret, as it is configured/],
    [['hrr', 'password'], /has no source hrr; it has hr, desks, tickets\. Did you mean hr\?/],
    [
      ['hr', 'password', '--promote'],
      /No next value is entered for password: sallyport secrets set hr password --next/,
    ],
    [['hr', '--promote'], /No next value is entered for hr/],
    [['hr', 'password', '--promote', '--next'], /--promote stands alone/],
    [['hr', '--remove'], /--remove takes one field away: name it/],
    [['hr', 'other', '--remove'], /has no such field/],
    [['hr', 'password', '--host', 'moon'], /Allowed choices are local, aws, gcp, azure/],
    [['hr', 'password', '--host', 'aws'], /does not say where on AWS the gateway is/],
  ])('%j', async (args, says) => {
    using place = here();
    place.store('hr', { user: 'reader' });
    const { code, stdout, stderr } = await place.secrets(['set', ...args], { input: 'CANARY\n' });
    expect(stderr).toMatch(says);
    expect({ code, stdout, stored: place.stored('hr') }).toEqual({ code: 2, stdout: '', stored: { user: 'reader' } });
  });
});

describe('secrets list', () => {
  test('says what is needed and what is entered, and nothing of the values', async () => {
    using place = here();
    place.store('tickets', { client_id: 'CANARY', client_secret_next: 'CANARY', access_token: '', old: 'CANARY' });
    const { code, stdout } = await place.secrets(['list', 'tickets']);
    expect(code).toBe(0);
    const lines = stdout.split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(lines[0]![0]).toMatch(/^Secret of tickets on this machine, changed \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ:$/);
    expect(lines.slice(2, 6).map((line) => line.slice(0, 3))).toEqual([
      ['field', 'needed', 'entered'],
      ['client_id', 'always', 'yes'],
      ['client_secret', 'always', 'no, next: yes'],
      ['refresh_token', 'no', 'no'],
    ]);
    expect(stdout).toMatch(/Not asked for, and better removed: old\n$/);
  });

  test('says it to programs', async () => {
    using place = here();
    const empty = JSON.parse((await place.secrets(['list', 'hr', '--json'])).stdout);
    expect(empty).toMatchObject({ source: 'hr', host: 'local', changedAt: null, unused: [] });
    expect(empty.fields).toEqual([
      { name: 'user', description: expect.any(String), needed: 'always', isEntered: false, isNextEntered: false },
      { name: 'password', description: expect.any(String), needed: 'always', isEntered: false, isNextEntered: false },
    ]);
    place.store('hr', { user: 'CANARY' });
    const { fields, changedAt } = JSON.parse((await place.secrets(['list', 'hr', '--json'])).stdout);
    expect(fields[0].isEntered).toBe(true);
    expect(Date.parse(changedAt)).not.toBeNaN();
  });
});
