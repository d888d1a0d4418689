import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type SyncDocument, syncDocument } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { connectors } from '../connectors/index.ts';
import { type Dashboard, startDashboard } from '../examples/dashboard/server.ts';
import { ensureExampleData } from '../examples/data.ts';
import type { RunRecord } from '../lambda/sync/sync-run.ts';
import { type Usage, withServer } from './measured-server.ts';
import { atMost, beside, type Measurement, median, within } from './measurement.ts';

const root = join(import.meta.dirname, '..');
const login = { user: 'gate', password: 'example' };
const people = 100_000;
const changed = people / 100;
const rounds = 5;

/** Runs the example's sync of 100,000 people, each time in a process of its own, from a database to a stand-in on loopback. */
class Bench implements AsyncDisposable {
  /** Users that were sent since somebody last looked. */
  sent = 0;
  readonly #directory = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  readonly #dashboard: Dashboard;
  readonly #document: SyncDocument;

  constructor(dashboard: Dashboard) {
    this.#dashboard = dashboard;
    const folder = join(this.#directory, 'examples', 'data');
    mkdirSync(folder, { recursive: true });
    copyFileSync(join(root, 'examples', 'data', 'people.sqlite'), join(folder, 'people.sqlite'));
    const document = syncDocument(loadConfig(join(root, 'sallyport.yaml'), connectors), 'bi-users');
    const { to } = document.sync;
    // All 100,000 of them, and not the few that the example shows.
    const users = { ...document.sync.users, when: undefined };
    this.#document = {
      ...document,
      sync: { ...document.sync, users, to: { ...to, options: { ...to.options, localServer: dashboard.url } } },
    };
    const secrets = join(this.#directory, '.sallyport', 'secrets');
    mkdirSync(secrets, { recursive: true, mode: 0o700 });
    writeFileSync(join(secrets, 'bi-users.json'), JSON.stringify({ username: login.user, password: login.password }), {
      mode: 0o600,
    });
    const take = dashboard.users.sync.bind(dashboard.users);
    dashboard.users.sync = (body) => {
      this.sent += Array.isArray(body) ? body.length : 0;
      take(body);
    };
  }

  async run(): Promise<{
    readonly seconds: number;
    readonly record: RunRecord;
    readonly usage: Usage;
    readonly sent: number;
  }> {
    this.sent = 0;
    const { result, usage } = await withServer(
      'sync-run',
      [this.#directory, JSON.stringify(this.#document)],
      async (url) => JSON.parse(url) as { readonly seconds: number; readonly record: RunRecord },
    );
    if (result.record.outcome !== 'done') throw new Error(`the run ended ${JSON.stringify(result.record)}`);
    return { ...result, usage, sent: this.sent };
  }

  /** One in a hundred moves to another office. */
  change(): void {
    const database = new DatabaseSync(join(this.#directory, 'examples', 'data', 'people.sqlite'));
    database.exec(`update people set office = 'Elsewhere' where id like '%07'`);
    database.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dashboard.stop();
    rmSync(this.#directory, { recursive: true });
  }
}

/** What a sync of 100,000 users costs when nothing has changed, and that only who has changed is sent. */
export async function* sync(): AsyncGenerator<Measurement> {
  await ensureExampleData(join(root, 'examples', 'data'));
  await using bench = new Bench(await startDashboard({ port: 0, login }));
  const first = await bench.run();
  yield beside('sync.first', first.seconds, 's');
  const runs = [];
  for (let round = 0; round < rounds; round++) runs.push(await bench.run());
  yield atMost('sync.unchanged', median(runs.map(({ seconds }) => seconds)), 's', 5);
  yield atMost('sync.unchanged.peak', median(runs.map(({ usage }) => usage.peakMebibytes)), 'MiB', 200);
  yield atMost('sync.unchanged.sent', Math.max(...runs.map(({ sent }) => sent)), 'users', 0);
  bench.change();
  const one = await bench.run();
  yield within('sync.changed.sent', one.sent, 'users', changed, changed);
  yield beside('sync.changed', one.seconds, 's');
}
