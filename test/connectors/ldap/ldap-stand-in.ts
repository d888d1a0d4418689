import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { BerReader, BerWriter } from 'ldapts';

/** One entry: values by the name of their attribute, as the server writes it. */
export type StandInEntry = Readonly<Record<string, readonly (string | Buffer)[]>>;

/** A request as the stand-in saw it. */
export interface SeenSearch {
  readonly base: string;
  readonly scope: number;
  readonly attributes: readonly string[];
}

export interface LdapStandInOptions {
  /** By DN. */
  readonly entries: Readonly<Record<string, StandInEntry>>;
  /** What it says of every bind that is not that of `gate@corp.example`. */
  readonly bindDiagnostic?: string | undefined;
  /** The most values of `member` that it gives at once. */
  readonly range?: number | undefined;
  /** Begins at 0 again, whichever range is asked for. @default false */
  readonly repeatsRange?: boolean | undefined;
  /** The most entries that it puts on one page. */
  readonly mostAtOnce?: number | undefined;
  /** Answers in its place, or lets it answer. `search` counts from 1. */
  instead?(seen: SeenSearch, search: number, socket: Socket, messageId: number): boolean;
}

/** An Active Directory of the tests, as far as the gate needs it. It refuses whatever a real one, or a reviewer of the gate, would not take. */
export interface LdapStandIn extends AsyncDisposable {
  readonly port: number;
  readonly searches: readonly SeenSearch[];
  readonly connections: number;
}

export const credentials = { user: 'gate@corp.example', password: 'correct horse' };

/** Starts it on a port of its own, without TLS. */
export const ldapStandIn = async (options: LdapStandInOptions): Promise<LdapStandIn> => {
  const searches: SeenSearch[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    const talk = new Talk(socket, options, searches);
    socket.on('data', (piece) => talk.push(piece)).on('error', () => {});
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address with a port');
  return {
    port: address.port,
    searches,
    get connections() {
      return connections;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};

const pagedResults = '1.2.840.113556.1.4.319';

class Talk {
  readonly #socket: Socket;
  readonly #options: LdapStandInOptions;
  readonly #searches: SeenSearch[];
  #held: Buffer = Buffer.alloc(0);
  #isBound = false;
  /** Entries that further pages have, by their cookie, which is good once and on this connection only. */
  readonly #cookies = new Map<string, readonly string[]>();

  constructor(socket: Socket, options: LdapStandInOptions, searches: SeenSearch[]) {
    this.#socket = socket;
    this.#options = options;
    this.#searches = searches;
  }

  push(piece: Buffer): void {
    this.#held = Buffer.concat([this.#held, piece]);
    for (;;) {
      const reader = new BerReader(this.#held);
      if (reader.readSequence() === null || reader.remain < reader.length) return;
      const end = reader.offset + reader.length;
      this.#answer(new BerReader(this.#held.subarray(0, end)));
      this.#held = this.#held.subarray(end);
    }
  }

  #answer(reader: BerReader): void {
    reader.readSequence();
    const messageId = reader.readInt()!;
    const operation = reader.readSequence();
    if (operation === 0x60) this.#bind(reader, messageId);
    else if (operation === 0x63) this.#search(reader, messageId);
    else if (operation === 0x42) this.#socket.end();
    else this.#socket.destroy(new Error(`the stand-in knows no operation ${operation}`));
  }

  #bind(reader: BerReader, messageId: number): void {
    const [version, user, password] = [reader.readInt(), reader.readString(), reader.readString(0x80)];
    this.#isBound = version === 3 && user === credentials.user && password === credentials.password;
    this.#socket.write(result(messageId, 0x61, this.#isBound ? 0 : 49, this.#options.bindDiagnostic));
  }

  #search(reader: BerReader, messageId: number): void {
    const request = searchOf(reader);
    const seen = { base: request.base, scope: request.scope, attributes: request.attributes };
    this.#searches.push(seen);
    if (this.#options.instead?.(seen, this.#searches.length, this.#socket, messageId)) return;
    const refuse = (code: number, diagnostic: string) => this.#socket.write(result(messageId, 0x65, code, diagnostic));
    if (!this.#isBound) return void refuse(1, 'a successful bind must be completed on the connection');
    if (
      request.attributes.length === 0 ||
      request.attributes.some((each) => /[*+]$/.test(each) && !/;range=\d+-\*$/.test(each))
    )
      return void refuse(50, 'attributes are asked for by their names here');
    if ((request.pageSize ?? 0) > 1000) return void refuse(4, 'no page is so large');
    if (request.scope === 0) return this.#base(request, messageId);
    this.#page(request, messageId);
  }

  #base(request: SearchRequest, messageId: number): void {
    const entry = this.#options.entries[request.base];
    if (!entry) return void this.#socket.write(result(messageId, 0x65, 32, 'secret matched DN'));
    if (matches(request.filter, entry))
      this.#socket.write(entryMessage(messageId, request.base, this.#select(entry, request)));
    this.#socket.write(result(messageId, 0x65, 0));
  }

  #page(request: SearchRequest, messageId: number): void {
    const { pageSize = 0, cookie } = request;
    const left = cookie === '' ? this.#found(request) : this.#cookies.get(cookie);
    if (!left) return void this.#socket.write(result(messageId, 0x65, 53, 'the cookie is none of this connection'));
    this.#cookies.delete(cookie);
    // After the first page comes an empty one: a real one does that when its time is over.
    const isEmpty = cookie !== '' && !cookie.endsWith('!');
    const most = isEmpty ? 0 : Math.min(pageSize, this.#options.mostAtOnce ?? 1000);
    for (const dn of left.slice(0, most))
      this.#socket.write(entryMessage(messageId, dn, this.#select(this.#options.entries[dn]!, request)));
    if (cookie === '') this.#socket.write(referenceMessage(messageId, 'ldap://child.corp.example/dc=child'));
    const rest = left.slice(most);
    const next = rest.length > 0 ? `${messageId}${isEmpty ? '!' : ''}` : '';
    if (next !== '') this.#cookies.set(next, rest);
    this.#socket.write(result(messageId, 0x65, 0, '', next));
  }

  #found({ base, filter }: SearchRequest): readonly string[] {
    return Object.entries(this.#options.entries).flatMap(([dn, entry]) =>
      dn.endsWith(base) && matches(filter, entry) ? [dn] : [],
    );
  }

  /** Gives what was asked for and no more, and of `member` a range. */
  #select(entry: StandInEntry, { attributes }: SearchRequest): StandInEntry {
    const selected: Record<string, readonly (string | Buffer)[]> = {};
    for (const asked of attributes) {
      const [name, range] = asked.split(';range=') as [string, string | undefined];
      const found = Object.keys(entry).find((each) => each.toLowerCase() === name.toLowerCase());
      if (found === undefined) continue;
      const values = entry[found]!;
      const start = this.#options.repeatsRange ? 0 : Number(range?.split('-')[0] ?? 0);
      const most = this.#options.range ?? Number.POSITIVE_INFINITY;
      if (range === undefined && values.length <= most) selected[found] = values;
      else {
        const part = values.slice(start, start + most);
        const isLast = start + part.length >= values.length;
        if (range === undefined) selected[found] = [];
        selected[`${found};range=${start}-${isLast ? '*' : start + part.length - 1}`] = part;
      }
    }
    return selected;
  }
}

interface SearchRequest extends SeenSearch {
  readonly filter: BerReader;
  readonly pageSize?: number | undefined;
  readonly cookie: string;
}

const searchOf = (reader: BerReader): SearchRequest => {
  const base = reader.readString()!;
  const scope = reader.readEnumeration()!;
  if (reader.readEnumeration() !== 0) throw new Error('aliases are not followed');
  if (reader.readInt() !== 0 || reader.readInt() !== 0) throw new Error('the limits are the server’s');
  if (reader.readBoolean()) throw new Error('values are wanted');
  const filter = new BerReader(takeElement(reader));
  reader.readSequence();
  const end = reader.offset + reader.length;
  const attributes: string[] = [];
  while (reader.offset < end) attributes.push(reader.readString()!);
  let [pageSize, cookie]: [number | undefined, string] = [undefined, ''];
  if (reader.peek() === 0xa0) {
    reader.readSequence();
    reader.readSequence();
    if (reader.readString() !== pagedResults) throw new Error('the only control is that of pages');
    if (reader.peek() === 0x01) reader.readBoolean();
    const value = new BerReader(reader.readString(0x04, true)!);
    value.readSequence();
    pageSize = value.readInt()!;
    cookie = value.readString() ?? '';
  }
  return { base, scope, filter, attributes, pageSize, cookie };
};

/** The next element with its head, which is then passed. */
const takeElement = (reader: BerReader): Buffer => {
  const start = reader.offset;
  reader.readSequence();
  const end = reader.offset + reader.length;
  reader.offset = end;
  return Buffer.from(reader.buffer.subarray(start, end));
};

const matches = (filter: BerReader, entry: StandInEntry): boolean => {
  const inner = new BerReader(filter.buffer);
  const tag = inner.readSequence();
  const content = Buffer.from(inner.buffer.subarray(inner.offset, inner.offset + inner.length));
  const valuesOf = (attribute: string) =>
    Object.entries(entry).find(([name]) => name.toLowerCase() === attribute.toLowerCase())?.[1] ?? [];
  const parts = (): BerReader[] => {
    const all = new BerReader(content);
    const found: BerReader[] = [];
    while (all.remain > 0) found.push(new BerReader(takeElement(all)));
    return found;
  };
  switch (tag) {
    case 0xa0:
      return parts().every((part) => matches(part, entry));
    case 0xa1:
      return parts().some((part) => matches(part, entry));
    case 0xa3: {
      const assertion = new BerReader(content);
      const [attribute, value] = [assertion.readString()!, assertion.readString(0x04, true)!];
      return valuesOf(attribute).some((each) =>
        typeof each === 'string' ? each.toLowerCase() === value.toString().toLowerCase() : each.equals(value),
      );
    }
    case 0x87:
      return valuesOf(content.toString()).length > 0;
    default:
      throw new Error(`the stand-in knows no filter ${tag}`);
  }
};

/** A message of a server that ends an answer. */
export const result = (messageId: number, operation: number, code: number, diagnostic = '', cookie?: string): Buffer =>
  message(messageId, operation, (writer) => {
    writer.writeEnumeration(code);
    writer.writeString('');
    writer.writeString(diagnostic);
    return cookie;
  });

const entryMessage = (messageId: number, dn: string, entry: StandInEntry): Buffer =>
  message(messageId, 0x64, (writer) => {
    writer.writeString(dn);
    writer.startSequence();
    for (const [name, values] of Object.entries(entry)) {
      writer.startSequence();
      writer.writeString(name);
      writer.startSequence(0x31);
      for (const value of values) writer.writeBuffer(Buffer.from(value as string), 0x04);
      writer.endSequence();
      writer.endSequence();
    }
    writer.endSequence();
    return undefined;
  });

const referenceMessage = (messageId: number, url: string): Buffer =>
  message(messageId, 0x73, (writer) => {
    writer.writeString(url);
    return undefined;
  });

const message = (messageId: number, operation: number, write: (writer: BerWriter) => string | undefined): Buffer => {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(messageId);
  writer.startSequence(operation);
  const cookie = write(writer);
  writer.endSequence();
  if (cookie !== undefined) {
    const value = new BerWriter();
    value.startSequence();
    value.writeInt(0);
    value.writeString(cookie);
    value.endSequence();
    writer.startSequence(0xa0);
    writer.startSequence();
    writer.writeString(pagedResults);
    writer.writeBuffer(value.buffer, 0x04);
    writer.endSequence();
    writer.endSequence();
  }
  writer.endSequence();
  return writer.buffer;
};
