import { addressAt } from '../../../../connectors/destinations/address-at.ts';
import type { PanintelligenceOptions } from '../../../../connectors/destinations/panintelligence/options.ts';
import type { JsonObject } from '../../json.ts';
import { askJson } from '../ask-json.ts';
import type { DestinationOptions, Found, RunningDestination } from '../running-destination.ts';
import { changeUsers } from './change-users.ts';
import { comparePayload } from './compare-payload.ts';
import { type DashboardUsers, dashboardUsers } from './dashboard-users.ts';
import { desiredPayload, isEnabled, payloadText } from './desired-payload.ts';
import { type DashboardUser, type PanintelligenceApi, panintelligenceApi } from './panintelligence-api.ts';
import { userCode } from './user-code.ts';

/** So many users go in one call. How many a dashboard takes is written nowhere; these are some 150 KB. */
const batch = 50;
const pageSize = 1_000;

/** Users of a Panintelligence dashboard. A user's id is its user code, by which its number is looked up where one is needed. */
export const createPanintelligence = ({ options, fetch, isLocal, now }: DestinationOptions): RunningDestination => {
  const settings = options as unknown as PanintelligenceOptions;
  const api = panintelligenceApi(askJson(fetch), addressAt(settings, isLocal), settings);
  const users = dashboardUsers(api, now);
  const { others } = settings;
  const found = finder(api, users);
  const read = async (key: string, signal: AbortSignal): Promise<JsonObject | undefined> =>
    (await found(key, signal))?.document;

  return {
    batch,
    sameKey: userCode,
    list: async function* (signal) {
      const everybody = [...(await users.now(signal)).values()].map(listedUser);
      for (let at = 0; at < everybody.length; at += pageSize) yield everybody.slice(at, at + pageSize);
    },
    find: async (keys, signal) => {
      const all = await Promise.all(keys.map((key) => found(key, signal)));
      return new Map(all.flatMap((each) => (each ? [[each.key, each]] : [])));
    },
    compare: ({ document = {} }, wanted) => comparePayload(document, wanted, others),
    change: (changes, signal) => changeUsers({ api, users, others, read }, changes, signal),
    payload: (key, document, there) =>
      payloadText(desiredPayload(key, document, others === 'keep' ? there?.document : undefined)),
  };
};

const listedUser = ({ usercode, readableUserCode, isActive }: DashboardUser): Found => {
  const id = userCode(usercode);
  return { key: userCode(readableUserCode) === id ? readableUserCode : usercode, id, isActive };
};

/** Who is not in the list is asked for by nobody: a dashboard need not say in which way it does not know somebody. */
const finder =
  (api: PanintelligenceApi, users: DashboardUsers) =>
  async (key: string, signal: AbortSignal): Promise<(Found & { readonly document: JsonObject }) | undefined> => {
    const user = (await users.recent(signal)).get(userCode(key));
    const document = user && (await api.payload(user, signal));
    return document && { key, id: userCode(key), isActive: isEnabled(document), document };
  };
