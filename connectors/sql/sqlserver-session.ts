import type { Connection, ConnectionConfiguration, Request, TYPES } from 'tedious';
import type { Row } from '../mapping/compile-mapping.ts';
import { untilAborted } from '../until-aborted.ts';
import { type Flow, RowPortions } from './row-portions.ts';
import type { SqlserverColumn } from './sqlserver-columns.ts';
import { sqlserverError } from './sqlserver-error.ts';
import { withinSeconds } from './within-seconds.ts';

/** What of tedious is used here. */
export interface Tedious {
  readonly Connection: new (configuration: ConnectionConfiguration) => Connection;
  readonly Request: new (text: string, done: (error?: Error | null) => void) => Request;
  readonly TYPES: typeof TYPES;
}

/** What a statement was answered. */
export interface Answer {
  readonly columns: readonly SqlserverColumn[];
  readonly rows: readonly Row[];
}

interface Running {
  readonly request: Request;
  readonly done: Promise<void>;
}

/** One connection in a transaction that is never committed. Every wait ends when the signal is aborted, or after `timeout` seconds. */
export class SqlserverSession {
  readonly #tedious: Tedious;
  readonly #connection: Connection;
  readonly #timeout: number;
  readonly #signal: AbortSignal;
  /** The number of the last error that the server told: tedious leaves it out of those of the log-in. */
  #told: number | undefined;
  #running: Running | undefined;

  constructor(tedious: Tedious, configuration: ConnectionConfiguration, timeout: number, signal: AbortSignal) {
    this.#tedious = tedious;
    this.#timeout = timeout;
    this.#signal = signal;
    this.#connection = new tedious.Connection(configuration);
    this.#connection.on('errorMessage', ({ number }) => {
      this.#told = number;
    });
    // A connection that breaks while nothing is asked of it: the next question will say so.
    this.#connection.on('error', () => {});
  }

  /**
   * Logs in and begins the transaction.
   *
   * @returns whether it sees one state of the data: the database must allow snapshots
   * @throws SourceError, or the signal's reason
   */
  async begin(): Promise<boolean> {
    const place = 'the database';
    await this.#wait(
      place,
      new Promise<void>((resolve, reject) => {
        this.#connection.connect((error) => (error ? reject(error) : resolve()));
      }),
    );
    const { rows } = await this.run(
      place,
      'select snapshot_isolation_state from sys.databases where database_id = db_id()',
    );
    const isSnapshot = rows[0]?.[0] === 1;
    await this.run(place, beginning(isSnapshot, this.#timeout), undefined);
    return isSnapshot;
  }

  /**
   * Runs a statement whose answer is small.
   *
   * @param values of the parameters `@k1`, `@k2`, …; absent for statements that set something, which within a call would be for the call alone
   * @throws SourceError, or the signal's reason
   */
  async run(place: string, text: string, values?: readonly string[]): Promise<Answer> {
    const rows: Row[] = [];
    let columns: readonly SqlserverColumn[] = [];
    const answered = Promise.withResolvers<Answer>();
    const request = this.#start(text, values, (error) =>
      error ? answered.reject(error) : answered.resolve({ columns, rows }),
    );
    request.on('columnMetadata', (metadata) => {
      columns = metadata as unknown as readonly SqlserverColumn[];
    });
    request.on('row', (cells: readonly Cell[]) => rows.push(valuesOf(cells)));
    return this.#wait(place, answered.promise);
  }

  /** Runs a query and gives its rows in portions, as fast as they are asked for. The server holds the rest back meanwhile. */
  stream(place: string, text: string, values: readonly string[]): AsyncIterable<readonly Row[]> {
    const flow: Flow = { pause: () => request.pause(), resume: () => request.resume() };
    const portions = new RowPortions(flow);
    const request = this.#start(text, values, (error) =>
      portions.end(error ? sqlserverError(error, place) : undefined),
    );
    request.on('row', (cells: readonly Cell[]) => portions.push(valuesOf(cells)));
    return portions.read((more) => this.#wait(place, more));
  }

  /** Ends the connection, which rolls back, and stops in the server what was broken off here. */
  async end(): Promise<void> {
    const running = this.#running;
    if (running) {
      running.request.cancel();
      await running.done;
    }
    this.#connection.close();
  }

  #start(text: string, values: readonly string[] | undefined, done: (error?: Error | null) => void): Request {
    const over = Promise.withResolvers<void>();
    this.#told = undefined;
    const request = new this.#tedious.Request(text, (error) => {
      this.#running = undefined;
      over.resolve();
      done(error);
    });
    this.#running = { request, done: over.promise };
    for (const [index, value] of (values ?? []).entries())
      request.addParameter(`k${index + 1}`, this.#tedious.TYPES.NVarChar, value);
    if (values) this.#connection.execSql(request);
    else this.#connection.execSqlBatch(request);
    return request;
  }

  async #wait<Result>(place: string, wait: Promise<Result>): Promise<Result> {
    // Who waits no longer need not hear how it ended.
    wait.catch(() => {});
    this.#signal.throwIfAborted();
    try {
      return await untilAborted(this.#signal, withinSeconds(this.#timeout, place, wait));
    } catch (error) {
      this.#signal.throwIfAborted();
      throw sqlserverError(error, place, this.#told);
    }
  }
}

interface Cell {
  readonly value: unknown;
}

const valuesOf = (cells: readonly Cell[]): Row => cells.map(({ value }) => value);

/**
 * How the transaction begins. SQL Server has none that only reads: this one is rolled back at its end whatever happened in it. Whoever else
 * works with the data goes first.
 */
const beginning = (isSnapshot: boolean, timeout: number): string => `
  set transaction isolation level ${isSnapshot ? 'snapshot' : 'read committed'};
  set lock_timeout ${timeout * 1000};
  set deadlock_priority low;
  set rowcount 0;
  begin transaction;
`;
