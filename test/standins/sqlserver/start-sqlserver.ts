import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { Refused } from './convert.ts';
import { readBatch, readCall, readLogin, type Statement } from './tds-requests.ts';
import { databaseChange, done, errorToken, loginAck, transactionBegun } from './tds-tokens.ts';
import { handshakeCarrier, packet } from './tls-in-tds.ts';
import type { Tsql } from './tsql.ts';

/** How a stand-in of SQL Server is set up. */
export interface SqlserverSettings {
  readonly tsql: Tsql;
  readonly key: string;
  readonly cert: string;
  readonly users: Readonly<Record<string, string>>;
  readonly databases: Readonly<Record<string, { readonly snapshots: boolean }>>;
  /** Refuses every log-in with this error. */
  readonly refuses?: { readonly number: number; readonly severity: number } | undefined;
}

/** A stand-in that runs, and what it saw. */
export interface RunningSqlserver {
  readonly port: number;
  /** Statements, in their order. */
  readonly statements: readonly string[];
  /** Connections that are open. */
  readonly open: number;
  /** How many requests were cancelled by an attention. */
  readonly cancelled: number;
  /** Rows that were sent. */
  readonly rows: number;
  /** Breaks all connections off. */
  breakOff(): void;
  close(): Promise<void>;
}

const types = { batch: 1, call: 3, answer: 4, attention: 6, login: 0x10, prelogin: 0x12 };
const noTransaction = Buffer.alloc(8);

/**
 * A stand-in of SQL Server at the wire: PRELOGIN, TLS within it or (TDS 8.0) around it, LOGIN7, batches, calls of sp_executesql, answers, errors
 * and attentions, after [MS-TDS]. It refuses what the real one refuses: a log-in outside of TLS, a request outside of its
 * transaction, a statement before the log-in.
 */
export const startSqlserver = async (settings: SqlserverSettings): Promise<RunningSqlserver> => {
  const seen = { statements: [] as string[], cancelled: 0, rows: 0, sockets: new Set<Socket>() };
  const server: Server = createServer((socket) => {
    seen.sockets.add(socket);
    socket.on('close', () => seen.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('data', (first) => {
      socket.pause();
      socket.unshift(first);
      // 0x16 begins a TLS handshake: TDS 8.0.
      if (first[0] === 0x16) {
        const secure = new TLSSocket(socket, { isServer: true, ...settings, ALPNProtocols: ['tds/8.0'] });
        secure.on('error', () => socket.destroy());
        void new Session(secure, settings, seen, secure).serve().catch(() => socket.destroy());
      } else void new Session(socket, settings, seen).serve().catch(() => socket.destroy());
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    statements: seen.statements,
    get open() {
      return seen.sockets.size;
    },
    get cancelled() {
      return seen.cancelled;
    },
    get rows() {
      return seen.rows;
    },
    breakOff: () => {
      for (const socket of seen.sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of seen.sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};

interface Seen {
  readonly statements: string[];
  cancelled: number;
  rows: number;
}

class Session {
  #stream: Duplex;
  readonly #settings: SqlserverSettings;
  readonly #seen: Seen;
  #secure: TLSSocket | undefined;
  #transaction: Buffer = noTransaction;
  #database = '';
  #isSnapshot = false;
  #attention = false;
  #answers = false;
  readonly #messages: { readonly type: number; readonly body: Buffer }[] = [];
  #wake: (() => void) | undefined;

  constructor(stream: Duplex, settings: SqlserverSettings, seen: Seen, secure?: TLSSocket) {
    this.#stream = stream;
    this.#settings = settings;
    this.#seen = seen;
    this.#secure = secure;
  }

  async serve(): Promise<void> {
    this.#read();
    await this.#prelogin();
    if (!(await this.#login())) return void this.#stream.end();
    for (;;) {
      const { type, body } = await this.#next();
      if (type !== types.batch && type !== types.call) throw new Error(`a message of type ${type} after the log-in`);
      this.#attention = false;
      this.#answers = true;
      await this.#answer(type === types.batch ? readBatch(body) : readCall(body));
      this.#answers = false;
    }
  }

  #read(): void {
    let incoming = Buffer.alloc(0);
    let parts: Buffer[] = [];
    const stream = this.#stream;
    stream.on('close', () => this.#wake?.());
    stream.on('data', (chunk: Buffer) => {
      if (stream !== this.#stream) return;
      incoming = Buffer.concat([incoming, chunk]);
      while (incoming.length >= 8 && incoming.length >= incoming.readUInt16BE(2)) {
        const length = incoming.readUInt16BE(2);
        parts.push(incoming.subarray(8, length));
        if (incoming[1]! & 1) {
          this.#take(incoming[0]!, Buffer.concat(parts));
          parts = [];
        }
        incoming = incoming.subarray(length);
      }
    });
    stream.resume();
  }

  #take(type: number, body: Buffer): void {
    if (type === types.attention) {
      this.#attention = true;
      this.#seen.cancelled++;
      if (!this.#answers) this.#send(types.answer, done('attention'));
    } else this.#messages.push({ type, body });
    this.#wake?.();
  }

  async #next(): Promise<{ readonly type: number; readonly body: Buffer }> {
    for (;;) {
      const message = this.#messages.shift();
      if (message) return message;
      if (this.#stream.destroyed) throw new Error('the client has gone');
      await this.#changed();
    }
  }

  async #prelogin(): Promise<void> {
    const { type, body } = await this.#next();
    if (type !== types.prelogin) throw new Error('a connection begins with PRELOGIN');
    const asked = body[body.readUInt16BE(1 + 5)]!;
    // VERSION and ENCRYPTION; encryption is required (3), which is on (1) for who asked for it.
    const options = Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0x10, 0, 0, 0, asked === 1 ? 1 : 3]);
    this.#send(types.answer, options);
    if (this.#secure) return;
    const { key, cert } = this.#settings;
    const socket = this.#stream as Socket;
    socket.removeAllListeners('data');
    const secure = new TLSSocket(handshakeCarrier(socket) as Socket, {
      isServer: true,
      key,
      cert,
      maxVersion: 'TLSv1.2',
    });
    secure.on('error', () => socket.destroy());
    secure.on('close', () => socket.destroy());
    this.#secure = secure;
    this.#stream = secure;
    this.#read();
  }

  async #login(): Promise<boolean> {
    const { type, body } = await this.#next();
    if (type !== types.login || !this.#secure) throw new Error('LOGIN7 comes next, and within TLS');
    const login = readLogin(body);
    const { users, databases, refuses } = this.#settings;
    const refusal = (number: number, message: string, severity = 14): boolean => {
      this.#send(types.answer, Buffer.concat([errorToken({ number, severity, message }), done('error')]));
      return false;
    };
    if (refuses) return refusal(refuses.number, 'refused', refuses.severity);
    if (users[login.user] !== login.password) return refusal(18456, `Login failed for user '${login.user}'.`);
    const database = databases[login.database];
    if (!database) return refusal(4060, `Cannot open database "${login.database}" requested by the login.`, 11);
    if (login.application !== 'sallyport' || !login.readOnly) return refusal(9999, 'not the connector');
    this.#database = login.database;
    this.#send(
      types.answer,
      Buffer.concat([
        databaseChange(login.database),
        loginAck(login.version === 0x08000000 ? 0x08000000 : 0x74000004),
        done('final'),
      ]),
    );
    return true;
  }

  async #answer(statement: Statement): Promise<void> {
    this.#seen.statements.push(statement.text);
    if (!statement.transaction.equals(this.#transaction))
      throw new Error('the request is of no transaction, or another');
    const end = (kind: 'final' | 'error' | 'count', rows = 0) => done(kind, rows, statement.isCall ? 0xfe : 0xfd);
    try {
      const quick = this.#control(statement.text);
      if (quick) return void this.#send(types.answer, Buffer.concat([quick, end('final')]));
      if (!this.#isSnapshot && /snapshot_isolation_state/.test(statement.text)) return this.#state(statement);
      await this.#rows(statement, end);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { number, severity, message } = error;
      this.#send(types.answer, Buffer.concat([errorToken({ number, severity, message }), end('error')]));
    }
  }

  /** What sets the session: nothing of it is asked of the tables. */
  #control(text: string): Buffer | undefined {
    if (!/^\s*set /i.test(text)) return undefined;
    if (/isolation level snapshot/i.test(text)) {
      if (!this.#settings.databases[this.#database]?.snapshots)
        throw new Refused(3952, 'Snapshot isolation is not allowed.');
      this.#isSnapshot = true;
    }
    if (!/begin transaction/i.test(text)) return Buffer.alloc(0);
    this.#transaction = randomBytes(8);
    return transactionBegun(this.#transaction);
  }

  #state(statement: Statement): void {
    const { snapshots } = this.#settings.databases[this.#database]!;
    const { metadata, tokens } = this.#settings.tsql.run({
      ...statement,
      text: `select ${snapshots ? 'yes' : 'no'} as snapshot_isolation_state from snapshot_states`,
    });
    this.#send(types.answer, Buffer.concat([metadata, ...tokens, done('count', 1)]));
  }

  async #rows(statement: Statement, end: (kind: 'count', rows: number) => Buffer): Promise<void> {
    if (this.#transaction === noTransaction) throw new Error('a query outside of the transaction');
    const { metadata, tokens } = this.#settings.tsql.run(statement);
    this.#send(types.answer, metadata, false);
    // A query that takes for ever: nothing comes until it is cancelled.
    while (
      /\bendless\b/.test(statement.text) &&
      !/1 = 0/.test(statement.text) &&
      !this.#attention &&
      !this.#stream.destroyed
    )
      await this.#changed();
    let portion: Buffer[] = [];
    let rows = 0;
    const flush = async (): Promise<void> => {
      const body = Buffer.concat(portion);
      portion = [];
      for (let at = 0; at < body.length; at += 4088) {
        // A client that reads slowly makes the server wait.
        if (!this.#send(types.answer, body.subarray(at, at + 4088), false)) await this.#drained();
      }
      await setImmediate();
    };
    for (const token of tokens) {
      portion.push(token);
      this.#seen.rows++;
      if (++rows % 50 === 0) await flush();
      if (this.#attention || this.#stream.destroyed) break;
    }
    await flush();
    if (!this.#attention) return void this.#send(types.answer, end('count', rows));
    this.#send(types.answer, done('final'));
    this.#send(types.answer, done('attention'));
  }

  #send(type: number, body: Buffer, isLast = true): boolean {
    return this.#stream.destroyed || this.#stream.write(packet(type, body, isLast));
  }

  /** Until the client says something, or goes. */
  #changed(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    return promise;
  }

  async #drained(): Promise<void> {
    const changed = this.#changed();
    this.#stream.once('drain', () => this.#wake?.());
    await changed;
  }
}
