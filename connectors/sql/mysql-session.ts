import { connect, type Socket } from 'node:net';
import type { Connection, ConnectionOptions, FieldPacket } from 'mysql2';
import type { Row } from '../mapping/compile-mapping.ts';
import { untilAborted } from '../until-aborted.ts';
import { mysqlError } from './mysql-error.ts';
import { RowPortions } from './row-portions.ts';
import { withinSeconds } from './within-seconds.ts';

/** The values of a row as the server wrote them. */
export type RawRow = readonly (Buffer | null)[];

/** What a statement was answered. */
export interface Answer {
  readonly fields: readonly FieldPacket[];
  readonly rows: readonly RawRow[];
}

/** One connection in a read-only transaction. Every wait ends when the signal is aborted, or after `timeout` seconds. */
export class MysqlSession {
  readonly #connect: () => Connected;
  readonly #connected: Connected;
  readonly #timeout: number;
  readonly #signal: AbortSignal;
  #thread: string | undefined;
  /** How many statements the server has not answered to the end. */
  #running = 0;

  /** @param create mysql2's function, which begins to log in at once */
  constructor(create: Connect, options: ConnectionOptions, timeout: number, signal: AbortSignal) {
    this.#connect = () => connected(create, options);
    this.#timeout = timeout;
    this.#signal = signal;
    this.#connected = this.#connect();
  }

  /** Logs in and begins the transaction. @throws SourceError, or the signal's reason */
  async begin(): Promise<void> {
    const place = 'the database';
    await this.#wait(
      place,
      new Promise<void>((resolve, reject) => {
        this.#connected.connection.connect((error) => (error ? reject(error) : resolve()));
      }),
    );
    const { rows } = await this.run(place, 'select connection_id()');
    this.#thread = String(rows[0]?.[0]);
    for (const statement of beginning(this.#timeout)) await this.run(place, statement);
  }

  /** Runs a statement whose answer is small. @throws SourceError, or the signal's reason */
  async run(place: string, sql: string): Promise<Answer> {
    const answered = Promise.withResolvers<Answer>();
    this.#running++;
    this.#connected.connection.query({ sql, typeCast: false, rowsAsArray: true }, (error, rows, fields) => {
      this.#running--;
      if (error) answered.reject(error);
      else answered.resolve({ fields: fields ?? [], rows: rows as unknown as readonly RawRow[] });
    });
    return this.#wait(place, answered.promise);
  }

  /**
   * Runs a query and gives its rows in portions, as fast as they are asked for. The server holds the rest back meanwhile.
   *
   * @param read what becomes of a row
   */
  stream(place: string, sql: string, read: (row: RawRow) => Row): AsyncIterable<readonly Row[]> {
    const portions = new RowPortions({
      pause: () => this.#connected.connection.pause(),
      resume: () => this.#connected.connection.resume(),
    });
    this.#running++;
    const fail = (error: unknown): void => portions.end(mysqlError(error, place));
    // The driver tells of a connection that breaks at the connection alone.
    this.#connected.connection.once('error', fail);
    this.#connected.connection
      .query({ sql, typeCast: false, rowsAsArray: true })
      .on('result', (row) => portions.push(read(row as unknown as RawRow)))
      .once('error', fail)
      .once('end', () => {
        this.#running--;
        portions.end();
      });
    return portions.read((more) => this.#wait(place, more));
  }

  /** Ends the connection, and stops in the server what was broken off here. */
  async end(): Promise<void> {
    const { connection, socket } = this.#connected;
    if (this.#thread === undefined) return void socket.destroy();
    if (this.#running === 0) return void connection.end();
    socket.destroy();
    await kill(this.#connect(), this.#thread);
  }

  async #wait<Result>(place: string, wait: Promise<Result>): Promise<Result> {
    // Who waits no longer need not hear how it ended.
    wait.catch(() => {});
    this.#signal.throwIfAborted();
    try {
      return await untilAborted(this.#signal, withinSeconds(this.#timeout, place, wait));
    } catch (error) {
      this.#signal.throwIfAborted();
      throw mysqlError(error, place);
    }
  }
}

/** A connection, and its socket: the driver itself only ever closes its own half. */
interface Connected {
  readonly connection: Connection;
  readonly socket: Socket;
}

type Connect = (options: ConnectionOptions) => Connection;

const connected = (create: Connect, options: ConnectionOptions): Connected => {
  const socket = connect({ host: options.host!, port: options.port!, noDelay: true, keepAlive: true });
  // A connection that breaks while nothing is asked of it: the next question will say so.
  const connection = create({ ...options, stream: () => socket }).on('error', () => {});
  return { connection, socket };
};

/** A broken connection does not stop a sort in the server: it must be told by another one. Everyone may end what is his own. */
const kill = ({ connection, socket }: Connected, thread: string): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', resolve);
    connection.on('error', () => socket.destroy());
    connection.query(`kill ${thread}`, () => socket.destroy());
  });

/**
 * What the server is set to for this connection: whatever its own settings are, a query means the same, values are read the same, and no
 * rows are left out. `net_write_timeout` ends the connection of a caller that never comes back.
 *
 * @see https://dev.mysql.com/doc/refman/9.7/en/server-system-variables.html
 */
const beginning = (timeout: number): readonly string[] => [
  'set names utf8mb4',
  // Quotes and backslashes as MySQL has them by itself; days that do not exist can be compared with.
  "set session sql_mode = 'ALLOW_INVALID_DATES'",
  "set session time_zone = '+00:00'",
  'set session sql_auto_is_null = 0, sql_big_selects = 1, sql_select_limit = 18446744073709551615',
  // Texts are ordered by so many bytes: more than any key here has.
  'set session max_sort_length = 4096',
  `set session net_write_timeout = ${timeout}, wait_timeout = ${timeout}`,
  'set session transaction isolation level repeatable read',
  'start transaction with consistent snapshot, read only',
];
