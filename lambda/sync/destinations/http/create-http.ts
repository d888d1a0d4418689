import { addressAt } from '../../../../connectors/destinations/address-at.ts';
import type { HttpOptions } from '../../../../connectors/destinations/http/options.ts';
import { requestsOf } from '../../../../connectors/destinations/http/requests.ts';
import { canonicalText } from '../../mapping/canonical-text.ts';
import { askJson } from '../ask-json.ts';
import type { DestinationOptions, Found, RunningDestination } from '../running-destination.ts';
import { userChanger } from './change-user.ts';
import { compareRecord } from './compare-record.ts';
import { listUsers } from './list-users.ts';
import { userFinder } from './user-finder.ts';
import { recordOf } from './user-record.ts';

/** Changes that are under way together, as far as the destination bears it: where a list is read for them, it is read once. */
const batch = 20;

/** Users of a JSON API, by the requests that its settings describe: one call for each change. */
export const createHttp = ({ options, fetch, isLocal }: DestinationOptions): RunningDestination => {
  const settings = options as unknown as HttpOptions;
  const ask = askJson(fetch);
  const address = addressAt(settings, isLocal);
  const same = (key: string): string => (settings.ignoreCase ? key.toLowerCase() : key);
  const context = { ask, address, options: settings, same, requests: requestsOf(settings) };

  return {
    batch,
    sameKey: same,
    list: async function* (signal) {
      // What a list says of a user may be less than what there is to be read.
      for await (const page of listUsers(ask, address, settings, signal))
        yield settings.find ? page.map(({ document: _, ...found }) => found) : page;
    },
    find: async (keys, signal) => {
      const one = userFinder(context);
      const all = await Promise.all(keys.map((key) => one(key, signal)));
      return new Map(keys.flatMap((key, at): [string, Found][] => (all[at] ? [[key, { ...all[at], key }]] : [])));
    },
    compare: ({ document = {} }, wanted) => compareRecord(document, wanted),
    change: (changes, signal) => {
      const change = userChanger(context);
      return Promise.all(changes.map((each) => change(each, signal)));
    },
    payload: (key, document) => canonicalText(recordOf(key, document, settings)),
  };
};
