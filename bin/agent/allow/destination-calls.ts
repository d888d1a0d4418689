import { addressAt, type DestinationPlace } from '../../../connectors/destinations/address-at.ts';
import type { HttpOptions } from '../../../connectors/destinations/http/options.ts';
import { type ChangeRequest, requestsOf } from '../../../connectors/destinations/http/requests.ts';
import type { PanintelligenceOptions } from '../../../connectors/destinations/panintelligence/options.ts';
import type { ScimDestinationOptions } from '../../../connectors/destinations/scim/options.ts';
import { pagingCalls } from './import-calls.ts';
import { type CallParts, type SourceCall, sourceCall } from './source-call.ts';

/** What a sync calls of its destination, by the destination's name: users that are looked for, and changes. */
export const destinationCalls: Readonly<Record<string, (options: never, isLocal: boolean) => readonly SourceCall[]>> = {
  http: (options: HttpOptions, isLocal) => below(options, isLocal, httpCalls(options)),
  panintelligence: (options: PanintelligenceOptions, isLocal) => below(options, isLocal, panintelligenceCalls(options)),
  scim: (options: ScimDestinationOptions, isLocal) => below(options, isLocal, scimCalls(options)),
};

type Call = Omit<CallParts, 'server'>;

const below = (place: DestinationPlace, isLocal: boolean, calls: readonly Call[]): readonly SourceCall[] =>
  calls.map((call) => sourceCall({ ...call, server: addressAt(place, isLocal) }));

const panintelligenceCalls = ({ payloadParameter }: PanintelligenceOptions): readonly Call[] => [
  { methods: ['GET'], path: '/users' },
  { methods: ['GET'], path: '/users/syncPayload', query: [payloadParameter] },
  { methods: ['POST'], path: '/users/sync' },
  { methods: ['DELETE'], path: '/users/{id}' },
];

/** RFC 7644. A service that has users or groups elsewhere says so in its ResourceTypes, which nobody reads here. */
const scimCalls = (options: ScimDestinationOptions): readonly Call[] => [
  ...['/ServiceProviderConfig', '/ResourceTypes', '/Schemas'].map((path) => ({ methods: ['GET'], path })),
  ...['/Users', '/Groups'].flatMap((path) => [
    { methods: ['GET'], path, query: listParameters(options) },
    { methods: ['GET'], path: `${path}/{id}` },
    { methods: ['POST'], path },
    { methods: ['PATCH'], path: `${path}/{id}` },
  ]),
  ...(options.update === 'patch' ? [] : [{ methods: ['PUT'], path: '/Users/{id}' }]),
  ...(options.delete === 'delete' ? [{ methods: ['DELETE'], path: '/Users/{id}' }] : []),
  ...(options.bulk === 'auto' ? [{ methods: ['POST'], path: '/Bulk' }] : []),
];

const listParameters = ({ paging }: ScimDestinationOptions): readonly string[] => [
  'count',
  ...(paging === 'index' ? [] : ['cursor']),
  'excludedAttributes',
  'filter',
  'sortBy',
  ...(paging === 'cursor' ? [] : ['startIndex']),
];

const httpCalls = (options: HttpOptions): readonly Call[] => {
  const { users, list, find } = options;
  const everybody = { methods: ['GET'], path: list?.path ?? users, ...namesOf(list) };
  const pages = pagingCalls(list?.paging ?? 'none', everybody.path, everybody.query);
  const { create, update, disable, delete: remove } = requestsOf(options);
  return [
    everybody,
    ...pages.map((page) => ({ ...everybody, ...page })),
    ...(find ? [{ methods: ['GET'], path: pattern(find.path ?? users), ...namesOf(find) }] : []),
    ...[create, update, disable, remove].flatMap((request) => (request ? [changeCall(request)] : [])),
  ];
};

const changeCall = ({ method, path, ...others }: ChangeRequest): Call => ({
  methods: [method],
  path: pattern(path),
  ...namesOf(others),
});

interface Named {
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

const namesOf = ({ query = {}, headers = {} }: Named = {}) => ({
  query: Object.keys(query),
  headers: Object.keys(headers).map((name) => name.toLowerCase()),
});

/** What is filled in stays within its segment of the path. */
const pattern = (path: string): string => path.replaceAll('${', '{');
