import type { Client, ClientConfig, QueryArrayResult } from 'pg';
import type { Row } from '../mapping/compile-mapping.ts';
import { postgresError } from './postgres-error.ts';

/**
 * One connection in a read-only transaction. Every wait ends when the signal is aborted; values go and come as text, which loses
 * nothing and needs none of pg's parsers.
 */
export class PostgresSession {
  readonly #client: Client;
  readonly #signal: AbortSignal;
  readonly #break: () => void;
  #process: unknown;
  #isRunning = false;

  constructor(client: Client, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
    this.#break = () => client.connection.stream.destroy();
    signal.addEventListener('abort', this.#break, { once: true });
    // A connection that breaks while nothing is asked of it: the next question will say so.
    client.on('error', () => {});
  }

  /** Connects and begins the transaction. @throws SourceError, or the signal's reason */
  async begin(timeoutSeconds: number): Promise<void> {
    await this.#orSourceError('the database', () => this.#client.connect());
    const process = await this.run('the database', 'select pg_backend_pid()');
    this.#process = process.rows[0]?.[0];
    await this.#orSourceError('the database', () => this.#client.query(beginning(timeoutSeconds)));
  }

  /**
   * Runs one statement.
   *
   * @param place what it is called in messages
   * @throws SourceError, or the signal's reason
   */
  async run(place: string, text: string, values: readonly string[] = []): Promise<QueryArrayResult<Row[]>> {
    const query = { text, values: [...values], rowMode: 'array' as const, types: asText };
    return this.#orSourceError(place, () => this.#client.query<Row[]>(query));
  }

  /** Ends the connection, and cancels in the server what was broken off here. */
  async end(connect: () => Client): Promise<void> {
    this.#signal.removeEventListener('abort', this.#break);
    if (!this.#signal.aborted) return this.#client.end();
    if (this.#isRunning && this.#process !== undefined) await cancel(connect(), String(this.#process));
  }

  async #orSourceError<Result>(place: string, act: () => Promise<Result>): Promise<Result> {
    this.#signal.throwIfAborted();
    this.#isRunning = true;
    try {
      const result = await act();
      this.#isRunning = false;
      return result;
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#isRunning = false;
      throw postgresError(error, place);
    }
  }
}

const asText = { getTypeParser: () => (text: string) => text } as unknown as NonNullable<ClientConfig['types']>;

const beginning = (timeoutSeconds: number): string => `
  begin transaction isolation level repeatable read read only;
  set local statement_timeout = ${timeoutSeconds * 1000};
  set local idle_in_transaction_session_timeout = ${timeoutSeconds * 1000};
  set local timezone = 'UTC';
  set local datestyle = 'ISO';
  set local bytea_output = 'hex';
  set local extra_float_digits = 1;
  -- All rows will be read, so the plan for all rows is the one wanted.
  set local cursor_tuple_fraction = 1;
`;

/** A destroyed connection does not stop a sort in the server: it must be told by another one. */
const cancel = async (client: Client, process: string): Promise<void> => {
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select pg_cancel_backend($1)', [process]);
    await client.end();
  } catch {
    // The server can not be reached any more: its statement_timeout ends the query.
  }
};
