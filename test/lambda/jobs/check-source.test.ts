import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sourceDocument } from '../../../config/config.ts';
import { loadConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { runningConnector } from '../../../connectors/running.ts';
import { SourceError } from '../../../connectors/source-error.ts';
import { healthOf } from '../../../lambda/health.ts';
import { checkSource } from '../../../lambda/jobs/check-source.ts';
import { sourceJobs } from '../../../lambda/jobs/source-jobs.ts';
import { sourceReport } from '../../../lambda/jobs/source-report.ts';
import { tryConnection } from '../../../lambda/jobs/try-connection.ts';
import { openSource } from '../../../lambda/open-source.ts';
import { localPlatform } from '../../../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import { DestinationError } from '../../../lambda/sync/destinations/destination-error.ts';
import { type HelpdeskWorkspace, helpdeskWorkspace } from '../../bin/helpdesk-workspace.ts';

const never = new AbortController().signal;

/** A source of a workspace as the local host runs it, checked every minute. */
const opened = ({ directory, config: file }: HelpdeskWorkspace, name: string) => {
  const log: Record<string, unknown>[] = [];
  const config = loadConfig(file, connectors);
  const source = { ...config.sources[name]!, check: { cron: '* * * * *', timeZone: 'UTC' } };
  const document = sourceDocument({ ...config, sources: { [name]: source } }, name, ['api.acme.example']);
  const platform = localPlatform({
    directory,
    gateway: 'acme',
    source: name,
    log: jsonLog((line) => log.push(JSON.parse(line)), Date.now),
  });
  const open = openSource({ document, connector: runningConnector(source)!, platform, isLocal: true });
  const check = () => checkSource({ ...open, platform, audit: { gateway: 'acme', source: name } }, never);
  const run = () => sourceJobs({ document, source: open, platform })('check', { signal: never });
  return { check, run, health: healthOf(document, platform, '1.2.3'), log, document, open, platform };
};

describe('a source that serves imports', () => {
  test('is tried by reading its first batch', async () => {
    await using workspace = await helpdeskWorkspace();
    workspace.file('desks.csv', 'desk\n1\n2\n');
    await expect(opened(workspace, 'desks').check()).resolves.toBeUndefined();
  });

  test('fails with the code that an import would have', async () => {
    await using workspace = await helpdeskWorkspace();
    await expect(opened(workspace, 'desks').check()).rejects.toMatchObject({
      code: expect.stringMatching(/^[a-z-]+$/),
    });
  });
});

describe('a source that serves its API', () => {
  test('is tried with its credentials', async () => {
    await using workspace = await helpdeskWorkspace();
    await expect(opened(workspace, 'helpdesk').check()).resolves.toBeUndefined();
  });

  test('fails if its credentials are refused', async () => {
    await using workspace = await helpdeskWorkspace();
    workspace.file('.sallyport/secrets/helpdesk.json', '{"token":"wrong"}');
    await expect(opened(workspace, 'helpdesk').check()).rejects.toMatchObject({ code: 'credentials-refused' });
  });

  test('fails without credentials', async () => {
    await using workspace = await helpdeskWorkspace();
    rmSync(join(workspace.directory, '.sallyport/secrets/helpdesk.json'));
    await expect(opened(workspace, 'helpdesk').check()).rejects.toMatchObject({ code: 'credentials-missing' });
  });

  test('fails if nobody answers', async () => {
    await using workspace = await helpdeskWorkspace();
    const nobody = readFileSync(workspace.config, 'utf8').replace(workspace.url, 'http://127.0.0.1:9');
    workspace.file('sallyport.yaml', nobody);
    await expect(opened(workspace, 'helpdesk').check()).rejects.toMatchObject({ code: 'source-unreachable' });
  });
});

describe('what came of it', () => {
  test('is in the health answer, without a reason', async () => {
    await using workspace = await helpdeskWorkspace();
    workspace.file('desks.csv', 'desk\n1\n');
    const { run, health } = opened(workspace, 'desks');
    expect(await run()).toBe('done');
    expect(await health()).toEqual({ status: 'up', version: '1.2.3', source: 'answers' });
  });

  test('is unknown before, and bad if it failed; the log has why', async () => {
    await using workspace = await helpdeskWorkspace();
    workspace.file('.sallyport/secrets/helpdesk.json', '{"token":"wrong-canary"}');
    expect(await opened(workspace, 'helpdesk').health()).toMatchObject({ source: 'unknown' });
    const { run, health, log } = opened(workspace, 'helpdesk');
    expect(await run()).toBe('failed');
    expect(await health()).toEqual({ status: 'up', version: '1.2.3', source: 'fails' });
    expect(log).toContainEqual(expect.objectContaining({ event: 'job.failed', code: 'credentials-refused' }));
    expect(JSON.stringify(log)).not.toContain('canary');
  });
});

describe('the report of a source', () => {
  const reportOf = async (workspace: HelpdeskWorkspace, name: string, open: readonly string[]) => {
    const { document, open: source, platform } = opened(workspace, name);
    const tried: string[] = [];
    const tryConnection = async (host: string) => {
      tried.push(host);
      return open.includes(host);
    };
    const report = await sourceReport({ document, source, platform, tryConnection, signal: never });
    return { report, tried, kept: await platform.state.read('jobs/report') };
  };

  test('says what works, and where the network lets out', async () => {
    await using workspace = await helpdeskWorkspace();
    const { report, tried, kept } = await reportOf(workspace, 'helpdesk', ['api.acme.example']);
    expect(report).toMatchObject({
      token: { ok: true },
      call: { ok: true },
      egress: [{ host: 'api.acme.example', open: true }],
      outside: { host: 'example.com', open: false },
    });
    expect(tried.sort()).toEqual(['api.acme.example', 'example.com']);
    expect(JSON.parse(kept!.text)).toEqual(report);
  });

  test('says what is missing, in our words alone', async () => {
    await using workspace = await helpdeskWorkspace();
    workspace.file('.sallyport/secrets/helpdesk.json', '{"token":"wrong-canary"}');
    const { report } = await reportOf(workspace, 'helpdesk', []);
    expect(report).toMatchObject({
      token: { ok: true },
      call: { ok: false, code: 'credentials-refused', reason: 'the source does not accept the credentials' },
    });
    expect(JSON.stringify(report)).not.toContain('canary');
  });

  test('of a sync says whether its destination can be called', async () => {
    await using workspace = await helpdeskWorkspace();
    const { document, open: source, platform, log } = opened(workspace, 'helpdesk');
    const reportWith = (callDestination: () => Promise<unknown>) =>
      sourceReport({
        document: { ...document, name: 'bi-users' },
        source,
        callDestination,
        platform,
        tryConnection: async () => true,
        signal: never,
      });
    const called = await reportWith(async () => new Map([['CANARY', {}]]));
    expect(called).toMatchObject({ call: { ok: true }, destination: { ok: true } });
    expect(JSON.stringify(called)).not.toContain('CANARY');
    for (const thrown of [
      new SourceError('credentials-missing', 'field password is missing'),
      new DestinationError('destination-failed', 'GET /Users answered 500'),
    ]) {
      const failed = await reportWith(() => Promise.reject(thrown));
      const destination = { ok: false, code: thrown.code, reason: thrown.message };
      expect(failed).toMatchObject({ call: { ok: true }, destination });
      expect(JSON.parse((await platform.state.read('jobs/report'))!.text)).toEqual(failed);
    }
    expect(log.at(-1)).toMatchObject({ event: 'report.made', sync: 'bi-users', call: true, destination: false });
  });

  test('of a source that must be left alone calls nothing', async () => {
    await using workspace = await helpdeskWorkspace();
    const always = { cron: '* * * * *', timeZone: 'UTC', minutes: 5 };
    const { document, open: source, platform } = opened(workspace, 'helpdesk');
    const closed = { ...document, source: { ...document.source, closed: [always] } };
    const tryConnection = async () => true;
    const report = await sourceReport({ document: closed, source, platform, tryConnection, signal: never });
    expect(report.token).toMatchObject({ ok: false, code: 'source-closed' });
    expect(report.call).toEqual(report.token);
  });

  test('of a source without credentials calls nothing', async () => {
    await using workspace = await helpdeskWorkspace();
    rmSync(join(workspace.directory, '.sallyport/secrets/helpdesk.json'));
    const { report } = await reportOf(workspace, 'helpdesk', []);
    expect(report.token).toMatchObject({ ok: false, code: 'credentials-missing' });
    expect(report.call).toEqual(report.token);
  });
});

describe('a connection', () => {
  test('is open where somebody listens, and shut where nobody does', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await tryConnection(`127.0.0.1:${port}`)).toBe(true);
    server.close();
    await once(server, 'close');
    expect(await tryConnection(`127.0.0.1:${port}`)).toBe(false);
    expect(await tryConnection('nobody.invalid')).toBe(false);
  });
});
