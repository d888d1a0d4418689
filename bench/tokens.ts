import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { atMost, beside, type Measurement, median, repeat } from './measurement.ts';

const rounds = 5;
const processes = 4;
const callers = 1_000;

/** What a process tells when it has done what it was told to. */
interface Told {
  readonly milliseconds: number;
  readonly different: readonly string[];
}

/** Processes of one gateway that share a store, and the authorization server that they ask. */
class SharedToken implements AsyncDisposable {
  requests = 0;
  /** Seconds. */
  lifetime = 3_600;
  readonly #directory = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  readonly #server = createServer((_request, response) => {
    this.requests++;
    const token = { access_token: `token-${this.requests}`, token_type: 'Bearer', expires_in: this.lifetime };
    const body = JSON.stringify(token);
    // As slow as such servers are: everybody comes while the first request is under way.
    void setTimeout(200).then(() => response.writeHead(200, { 'content-type': 'application/json' }).end(body));
  });

  constructor() {
    const folder = join(this.#directory, '.sallyport', 'secrets');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'api.json'), '{"client_id":"gate","client_secret":"secret"}', { mode: 0o600 });
  }

  async start() {
    if (!this.#server.listening) await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    const { port } = this.#server.address() as AddressInfo;
    const child = fork(join(import.meta.dirname, 'servers', 'token-caller.ts'), [this.#directory, String(port)]);
    await once(child, 'message');
    return {
      async tell(message: object): Promise<Told> {
        child.send(message);
        return (await once(child, 'message'))[0];
      },
      kill: () => child.kill(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    rmSync(this.#directory, { recursive: true });
  }
}

/** One token for everybody, the one before having expired: how many requests it takes, and how long the last of all callers waits. */
const shareOne = async () => {
  await using shared = new SharedToken();
  const children = await Promise.all(Array.from({ length: processes }, () => shared.start()));
  try {
    shared.lifetime = 1;
    await Promise.all(children.map((child) => child.tell({ callers: 1 })));
    shared.lifetime = 3_600;
    await setTimeout(1_000);
    shared.requests = 0;
    const told = await Promise.all(children.map((child) => child.tell({ callers: callers / processes })));
    const different = new Set(told.flatMap((each) => each.different)).size;
    return { requests: shared.requests, different, slowest: Math.max(...told.map((each) => each.milliseconds)) };
  } finally {
    for (const child of children) child.kill();
  }
};

/** What a token that is known adds to a request, beside a promise that is kept already. */
const cached = async () => {
  await using shared = new SharedToken();
  const child = await shared.start();
  try {
    await child.tell({ callers: 1 });
    const times = 200_000;
    const costs = await repeat(9, async () => {
      const { milliseconds: floor } = await child.tell({ promises: times });
      const { milliseconds } = await child.tell({ credentials: times });
      return { floor: (floor / times) * 1_000, whole: (milliseconds / times) * 1_000 };
    });
    return { floor: median(costs.map(({ floor }) => floor)), whole: median(costs.map(({ whole }) => whole)) };
  } finally {
    child.kill();
  }
};

/** `npm run bench -- tokens`: what many callers cost an authorization server, and what a kept token costs a request. */
export async function* tokens(): AsyncGenerator<Measurement> {
  const all = await repeat(rounds, shareOne);
  yield atMost('tokens.requests-for-1000-callers', Math.max(...all.map(({ requests }) => requests)), 'requests', 1);
  yield atMost('tokens.different-tokens', Math.max(...all.map(({ different }) => different)), 'tokens', 1);
  yield beside('tokens.slowest-of-1000', median(all.map(({ slowest }) => slowest)), 'ms');
  const { floor, whole } = await cached();
  yield beside('tokens.kept-promise', floor, 'us');
  yield atMost('tokens.cached-added', whole - floor, 'us', 5);
}
