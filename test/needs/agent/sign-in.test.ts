import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outwardBy } from '../../../lambda/relay/agent/call/outward.ts';
import { outwardFetch } from '../../../lambda/relay/agent/call/outward-fetch.ts';
import { running } from '../../bin/sallyport.ts';
import { startTestGate, type TestGate } from '../../lambda/relay/agent/support/test-gate.ts';
import { type OidcServer, startOidcServer } from '../../lambda/tokens/support/oidc-server.ts';
import { cloudAuthority, cloudCertificate } from '../../standins/listen-tls.ts';

const clientId = 'sallyport-agents';

let oidc: OidcServer;
let gate: TestGate;
let folder: string;
let authorities: string;
let fetch: typeof globalThis.fetch;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-sign-in-'));
  const device = 'urn:ietf:params:oauth:grant-type:device_code';
  const [cert, key, clientAuthority] = [cloudCertificate.certificate, cloudCertificate.key, cloudAuthority].map(
    (path) => readFileSync(path, 'utf8'),
  ) as [string, string, string];
  oidc = await startOidcServer({
    tls: { cert, key, clientAuthority, host: 'localhost' },
    clients: [{ client_id: clientId, token_endpoint_auth_method: 'none', grant_types: [device] }],
  });
  ({ fetch } = outwardFetch(await outwardBy({}, cloudAuthority)));
  const registrar = { name: 'platform-team', issuer: oidc.issuer, audience: clientId, claims: {}, clientId };
  gate = await startTestGate({ registrars: [{ ...registrar, subject: 'ada' }], fetch });
  authorities = join(folder, 'authorities.pem');
  writeFileSync(authorities, readFileSync(gate.authorityFile, 'utf8') + clientAuthority);
});
afterAll(async () => {
  await gate?.[Symbol.asyncDispose]();
  await oidc?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody at a browser, who opens an address, signs in as `login`, and agrees to everything. */
const agree = async (address: string, login: string): Promise<string> => {
  const cookies = new Map<string, string>();
  const go = async (url: URL, form?: URLSearchParams): Promise<{ readonly url: URL; readonly page: string }> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(form && { method: 'POST', body: form }),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const next = answer.headers.get('location');
    return next === null ? { url, page: await answer.text() } : go(new URL(next, url));
  };
  let { url, page } = await go(new URL(address));
  for (let step = 0; page.includes('<form'); step++) {
    if (step > 5) throw new Error(page);
    const [, action = ''] = /<form[^>]* action="([^"]*)"/.exec(page) ?? [];
    const form = new URLSearchParams();
    for (const [tag] of page.matchAll(/<input[^>]*>/g)) {
      const [, name] = /name="([^"]+)"/.exec(tag) ?? [];
      if (name) form.set(name, /value="([^"]*)"/.exec(tag)?.[1] ?? '');
    }
    if (form.has('login')) form.set('login', login);
    if (form.has('password')) form.set('password', 'any');
    ({ url, page } = await go(new URL(action, url), form));
  }
  return page;
};

const begin = (...args: readonly string[]) =>
  running(['agent', ...args, '--gateway', gate.url, '--sign-in', '--ca', authorities], {
    environment: { HTTPS_PROXY: gate.proxy.url, NO_PROXY: 'localhost' },
  });

describe('a registrar who signs in on another device', () => {
  test('is told where, and gets a code', async () => {
    await using command = begin('code', 'berlin');
    const [address] = await command.until(/https:\/\/\S+user_code=\S+/);
    await agree(address, 'ada');
    expect(await command.code).toBe(0);
    expect(command.said).toMatch(/^berlin\.[\w-]{22}\.[\w-]{43}$/m);
  });

  test('enrols an agent, and is told whom it trusts from now on', async () => {
    await using command = begin('enroll', '--agent', 'paris', '--folder', join(folder, 'paris'));
    const [address] = await command.until(/https:\/\/\S+user_code=\S+/);
    await agree(address, 'ada');
    expect(await command.code).toBe(0);
    expect(command.said).toMatch(
      /Agent paris of gateway acme is enrolled[\s\S]*trusts the authority that answered.*[\w-]{43}/,
    );
  });

  test('but is nobody whom the gate names is refused', async () => {
    await using command = begin('code', 'oslo');
    const [address] = await command.until(/https:\/\/\S+user_code=\S+/);
    await agree(address, 'eve');
    expect(await command.code).toBe(1);
    expect(command.said).toContain('(registrar-refused)');
    expect(command.said).not.toMatch(/eyJ/);
  });
});
