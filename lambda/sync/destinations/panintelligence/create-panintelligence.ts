import { addressAt } from '../../../../connectors/destinations/address-at.ts';
import type { PanintelligenceOptions } from '../../../../connectors/destinations/panintelligence/options.ts';
import { askJson } from '../ask-json.ts';
import type { DestinationOptions, Found, RunningDestination } from '../running-destination.ts';
import { changeUsers } from './change-users.ts';
import { comparePayload } from './compare-payload.ts';
import { desiredPayload, payloadText } from './desired-payload.ts';
import { type DashboardUser, panintelligenceApi } from './panintelligence-api.ts';
import { userCode } from './user-code.ts';
import { userFinder } from './user-finder.ts';

/** So many users go in one call. How many a dashboard takes is written nowhere; these are some 150 KB. */
const batch = 50;
const pageSize = 1_000;

/** Users of a Panintelligence dashboard. A user's id is its user code, by which its number is looked up where one is needed. */
export const createPanintelligence = ({ options, fetch, isLocal }: DestinationOptions): RunningDestination => {
  const settings = options as unknown as PanintelligenceOptions;
  const { others } = settings;
  const api = panintelligenceApi(askJson(fetch), addressAt(settings, isLocal), settings);
  const users = userFinder(api);

  return {
    batch,
    sameKey: userCode,
    list: async function* (signal) {
      const everybody = [...(await users.everybody(signal)).values()].map(listedUser);
      for (let at = 0; at < everybody.length; at += pageSize) yield everybody.slice(at, at + pageSize);
    },
    find: users.find,
    compare: ({ document = {} }, wanted) => comparePayload(document, wanted, others),
    change: (changes, signal) => changeUsers({ api, users, others }, changes, signal),
    payload: (key, document, found) =>
      payloadText(desiredPayload(key, document, others === 'keep' ? found?.document : undefined)),
  };
};

const listedUser = ({ usercode, readableUserCode, isActive }: DashboardUser): Found => {
  const id = userCode(usercode);
  return { key: userCode(readableUserCode) === id ? readableUserCode : usercode, id, isActive };
};
