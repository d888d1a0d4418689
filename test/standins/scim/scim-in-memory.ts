import { answerBulk } from './scim-bulk.ts';
import { answerCall, type CallRules, type ScimCall, type ScimCallAnswer } from './scim-calls.ts';
import { type ScimFault, ScimFaults } from './scim-fault.ts';
import { ScimRefusal } from './scim-refusal.ts';
import { groupSchema, type Resource, userSchema } from './scim-schema.ts';
import { ScimStore, type StoreRules } from './scim-store.ts';

/** How this service is; what is left out is as most are. */
export interface ScimStandInOptions
  extends Partial<Omit<CallRules, 'list' | 'patches'>>,
    Partial<StoreRules>,
    Partial<CallRules['list']> {
  /** Whether paths of a PATCH may have value filters. */
  readonly pathFilters?: boolean;
  readonly membersAtOnce?: number;
  readonly removal?: CallRules['patches']['removal'];
}

export interface ScimStandInRequest {
  readonly method: string;
  /** Path and query below the base address. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A SCIM service without a network. */
export interface ScimInMemory {
  /** How often each call was made: `PATCH /Users`. */
  readonly calls: ReadonlyMap<string, number>;
  /** Every body that was sent, parsed. */
  readonly sent: readonly unknown[];
  /** Calls that may change something. */
  writes(): number;
  resetCalls(): void;
  fault(fault: ScimFault): void;
  clearFaults(): void;
  /** Makes a user or a group as somebody else would. @returns its id */
  addUser(user: Resource): string;
  addGroup(displayName: string, members?: readonly string[]): string;
  /** Users as they are kept, by id. */
  users(): ReadonlyMap<string, Resource>;
  /** Ids of the members of each group, sorted, by its name. */
  groups(): ReadonlyMap<string, readonly string[]>;
  answer(
    request: ScimStandInRequest,
  ): (ScimCallAnswer & { readonly headers?: Readonly<Record<string, string>> }) | 'cut';
  /** Answers without a connection, at any address: for tests of many runs. It sends no credentials, so none are looked at. */
  readonly fetch: typeof globalThis.fetch;
}

/** Makes one; `startScim` has it listen. */
export const scimInMemory = (options: ScimStandInOptions = {}): ScimInMemory => {
  const rules = rulesOf(options);
  const { externalId = true, adds = true, tells = { groups: true, members: true } } = options;
  const store = new ScimStore({ externalId, adds, tells });
  const faults = new ScimFaults();
  const calls = new Map<string, number>();
  const sent: unknown[] = [];

  const called = ({ method, target, body, headers }: ScimStandInRequest): ScimCallAnswer => {
    const [path = '', query] = target.split('?');
    if (headers.get('authorization') !== 'Bearer good-token') throw new ScimRefusal(401);
    if (body !== '' && !/^application\/(scim\+)?json/.test(headers.get('content-type') ?? ''))
      throw new ScimRefusal(415);
    if (method === 'POST' && path === '/Bulk')
      return answerBulk(rules.bulk, body, (call) => answerCall(store, rules, call));
    const ifMatch = headers.get('if-match') ?? undefined;
    const call: ScimCall = {
      method,
      path,
      query: new URLSearchParams(query),
      body: body === '' ? undefined : JSON.parse(body),
      ifMatch,
    };
    return answerCall(store, rules, call);
  };

  const answer: ScimInMemory['answer'] = (request) => {
    const path = request.target.split('?')[0]!;
    const name = `${request.method} /${path.split('/')[1]}`;
    calls.set(name, (calls.get(name) ?? 0) + 1);
    if (request.body !== '') sent.push(JSON.parse(request.body));
    const fault = faults.of(request.method, path);
    if (fault?.is === 'cut-before') return 'cut';
    if (typeof fault?.is === 'number')
      return {
        status: fault.is,
        body: new ScimRefusal(fault.is).body,
        ...(fault.headers && { headers: fault.headers }),
      };
    try {
      const answered = called(request);
      return fault ? 'cut' : answered;
    } catch (error) {
      if (!(error instanceof ScimRefusal)) throw error;
      return fault ? 'cut' : { status: error.status, body: error.body };
    }
  };

  return {
    calls,
    sent,
    writes: () => [...calls].reduce((sum, [name, count]) => sum + (name.startsWith('GET') ? 0 : count), 0),
    resetCalls: () => {
      calls.clear();
      sent.length = 0;
    },
    fault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    addUser: (user) => store.create('Users', { schemas: [userSchema], ...user }),
    addGroup: (displayName, members = []) =>
      store.create('Groups', { schemas: [groupSchema], displayName, members: members.map((value) => ({ value })) }),
    users: () => new Map(store.ids('Users').map((id) => [id, store.read('Users', id)])),
    groups: () =>
      new Map(
        store.ids('Groups').map((id) => {
          const { displayName, members } = store.read('Groups', id);
          return [String(displayName), (members as Resource[]).map(({ value }) => String(value)).sort()];
        }),
      ),
    answer,
    fetch: fetchIn(answer),
  };
};

const rulesOf = (options: ScimStandInOptions): CallRules => {
  const { patch = true, put = true, delete: deletes = true, etags = false, isShown = true, bulk, losses } = options;
  const { page = 100, total = 'right', sort = false, cursor = false, or = true, refusesBehind = false } = options;
  const { filters = ['externalId', 'userName'], pathFilters = true, membersAtOnce = 100, removal = 'path' } = options;
  return {
    patch,
    put,
    delete: deletes,
    etags,
    isShown,
    bulk,
    losses: losses && { ...losses },
    list: { page, total, sort, cursor, filters, or, refusesBehind },
    patches: { pathFilters, membersAtOnce, removal },
  };
};

const fetchIn =
  (answer: ScimInMemory['answer']): typeof globalThis.fetch =>
  async (input, init = {}) => {
    init.signal?.throwIfAborted();
    const url = new URL(String(input));
    const headers = new Headers(init.headers);
    headers.set('authorization', 'Bearer good-token');
    const target = `${url.pathname.replace(/^.*?\/(?=Users|Groups|Bulk|ServiceProviderConfig|ResourceTypes|Schemas)/, '/')}${url.search}`;
    const answered = answer({ method: init.method ?? 'GET', target, headers, body: String(init.body ?? '') });
    if (answered === 'cut')
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('cut'), { code: 'UND_ERR_SOCKET' }) });
    const { status, body, headers: given } = answered;
    return new Response(status === 204 ? null : JSON.stringify(body ?? {}), {
      status,
      headers: { 'content-type': 'application/scim+json', ...given },
    });
  };
