import { memberTwins, payloadLists } from '../../../../connectors/destinations/panintelligence/user-members.ts';
import type { JsonObject } from '../../json.ts';
import { canonicalText } from '../../mapping/canonical-text.ts';
import { isJsonObject } from '../is-json-object.ts';

/**
 * What one user is to be, in full: what a payload leaves out is taken away.
 *
 * @param kept what the user has and is to keep as far as the document says nothing of it
 */
export const desiredPayload = (key: string, document: JsonObject, kept: JsonObject = {}): JsonObject => {
  const { user: written, ...lists } = document;
  const user = isJsonObject(written) ? written : {};
  return {
    ...Object.fromEntries(payloadLists.map((name) => [name, []])),
    ...kept,
    ...lists,
    user: { ...keptMembers(kept['user'], user), readableUserCode: key, ...user, usercode: key, clientEnabled: true },
  };
};

/** The number of an organization or parent does not stay where the map names it by its text. */
const keptMembers = (kept: unknown, user: JsonObject): JsonObject => {
  if (!isJsonObject(kept)) return {};
  const replaced = memberTwins.flatMap(([one, other]) => [
    ...(Object.hasOwn(user, one) ? [other] : []),
    ...(Object.hasOwn(user, other) ? [one] : []),
  ]);
  return Object.fromEntries(Object.entries(kept).filter(([name]) => !replaced.includes(name)));
};

/** The user itself, as it is, but not enabled. */
export const disabledPayload = (payload: JsonObject): JsonObject => ({
  ...payload,
  user: { ...(payload['user'] as JsonObject), clientEnabled: false },
});

/** Whether it may be used. */
export const isEnabled = (payload: JsonObject): boolean =>
  !isJsonObject(payload['user']) || payload['user']['clientEnabled'] !== false;

/** The array with one user, as a token at sign-in carries it. */
export const payloadText = (payload: JsonObject): string => `[${canonicalText(payload)}]`;

/** The array with several, each letter for letter as alone. */
export const togetherText = (texts: readonly string[]): string => `[${texts.map((text) => text.slice(1, -1)).join()}]`;
