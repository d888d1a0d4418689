import type { Socket } from 'node:net';
import {
  type AddRequest,
  type BindRequest,
  type Control,
  type ExtendedRequest,
  MessageParser,
  type ModifyRequest,
  SearchEntry,
  SearchReference,
  type SearchRequest,
  UnbindRequest,
} from 'ldapts';
import { SourceError } from '../../source-error.ts';
import { Frames } from './frames.ts';
import { connectionError } from './ldap-error.ts';

/** A message of a server. */
interface Message {
  readonly messageId: number;
  readonly status: number;
  readonly errorMessage: string;
  readonly controls?: readonly Control[] | undefined;
}

/** What the server answered to one request. */
export interface Answer {
  /** What the answer ends with: the result. */
  readonly end: Message;
  readonly entries: readonly SearchEntry[];
  /** How many parts of the answer lie at other servers. */
  readonly referrals: number;
}

type Request = AddRequest | BindRequest | ExtendedRequest | ModifyRequest | SearchRequest;

interface Waiting {
  readonly place: string;
  readonly entries: SearchEntry[];
  referrals: number;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * One connection: requests out, answers in, as many at once as are asked. It breaks once and for all: ldapts' own client would connect
 * anew without the bind and without StartTLS, and what an anonymous reader may see would look like all there is.
 */
export class LdapSession {
  #socket: Socket;
  readonly #signal: AbortSignal;
  readonly #timeout: number;
  readonly #waiting = new Map<number, Waiting>();
  readonly #abort = () => this.#break(this.#signal.reason);
  #frames = new Frames();
  #messageId = 0;
  #broken: { readonly reason: unknown } | undefined;

  /**
   * @param socket connected
   * @param timeout seconds that the server may say nothing while something is asked of it
   * @param signal when it is aborted, the connection is closed and what waits fails with its reason
   */
  constructor(socket: Socket, timeout: number, signal: AbortSignal) {
    this.#socket = socket;
    this.#timeout = timeout;
    this.#signal = signal;
    signal.addEventListener('abort', this.#abort, { once: true });
    this.#listen();
    if (signal.aborted) this.#abort();
  }

  /**
   * Sends a request and gives its whole answer, whatever its result code is.
   *
   * @param place what it is for, for messages, such as `users`
   * @param make gets the number of the message
   * @throws SourceError if the connection breaks, or the signal's reason
   */
  ask(place: string, make: (messageId: number) => Request): Promise<Answer> {
    if (this.#broken) return Promise.reject(this.#reasonFor(place));
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#messageId = (this.#messageId % 0x7fff_fffe) + 1;
    this.#waiting.set(this.#messageId, { place, entries: [], referrals: 0, resolve, reject });
    this.#socket.write(make(this.#messageId).write());
    return promise;
  }

  /** Goes on over another socket on top of this one: TLS after StartTLS. Nothing may be waiting. */
  async upgrade(secure: (socket: Socket) => Promise<Socket>): Promise<void> {
    this.#socket.removeAllListeners();
    // What came in the clear must not be taken for what comes by TLS.
    this.#frames = new Frames();
    this.#socket = await secure(this.#socket);
    this.#listen();
    if (this.#broken) this.#socket.destroy();
  }

  /** Takes leave and closes the connection. */
  end(): void {
    this.#signal.removeEventListener('abort', this.#abort);
    if (this.#broken) return;
    this.#messageId++;
    this.#socket.end(new UnbindRequest({ messageId: this.#messageId }).write());
    this.#break(new Error('the session has ended'), false);
  }

  #listen(): void {
    const silent = () => {
      if (this.#waiting.size === 0) return;
      this.#break(
        new SourceError(
          'source-timeout',
          `the server said nothing for ${this.#timeout} seconds: add an index on what the filter compares, or raise timeout`,
        ),
      );
    };
    this.#socket
      .on('data', (piece: Buffer) => this.#read(piece))
      .on('error', (error) => this.#break(error))
      .on('close', () => this.#break(new Error('the server closed the connection')))
      .setTimeout(this.#timeout * 1000, silent);
  }

  #read(piece: Buffer): void {
    try {
      for (const frame of this.#frames.push(piece)) this.#take(parse(frame));
    } catch (error) {
      this.#break(error);
    }
  }

  #take(message: Message): void {
    const waiting = this.#waiting.get(message.messageId);
    // Number 0 is a server that takes its leave (RFC 4511, section 4.4.1).
    if (!waiting) throw new Error('the server sent what nobody had asked for');
    if (message instanceof SearchEntry) waiting.entries.push(message);
    else if (message instanceof SearchReference) waiting.referrals++;
    else {
      this.#waiting.delete(message.messageId);
      waiting.resolve({ end: message, entries: waiting.entries, referrals: waiting.referrals });
    }
  }

  #break(reason: unknown, isAtOnce = true): void {
    if (this.#broken) return;
    this.#broken = { reason };
    if (isAtOnce) this.#socket.destroy();
    else this.#socket.setTimeout(1_000, () => this.#socket.destroy());
    for (const { place, reject } of this.#waiting.values()) reject(this.#reasonFor(place));
    this.#waiting.clear();
  }

  #reasonFor(place: string): unknown {
    return this.#signal.aborted ? this.#signal.reason : connectionError(this.#broken?.reason, place);
  }
}

const parse = (frame: Buffer): Message => {
  const parsed: Message[] = [];
  const parser = new MessageParser();
  parser.on('message', (message) => void parsed.push(message));
  parser.on('error', (error) => {
    throw error;
  });
  parser.read(frame, new Map());
  const [message] = parsed;
  if (!message) throw new Error('the server sent half a message');
  return message;
};
