import type { Authentication } from '../../../connectors/authentication/authentication.ts';
import type { RunningHost } from '../../../connectors/connector.ts';
import { httpAuthentication } from '../../../connectors/destinations/http/authentication.ts';
import { panintelligenceAuthentication } from '../../../connectors/destinations/panintelligence/authentication.ts';
import { scimDestinationAuthentication } from '../../../connectors/destinations/scim/authentication.ts';
import { createHttp } from './http/create-http.ts';
import { createPanintelligence } from './panintelligence/create-panintelligence.ts';
import type { DestinationOptions, RunningDestination } from './running-destination.ts';
import { createScim } from './scim/create-scim.ts';

/** One kind of destination, as it runs. Options are those that its schema resolved. */
interface DestinationKind {
  authentication(options: unknown, host?: RunningHost): Authentication;
  create(options: DestinationOptions): RunningDestination;
}

/** What a kind is made from, whose own options nobody else knows. */
const kind = <Options>(
  authentication: (options: Options, host?: RunningHost) => Authentication,
  create: DestinationKind['create'],
): DestinationKind => ({ authentication: (options, host) => authentication(options as Options, host), create });

/** All kinds of destinations that a handler knows, by the word after `destination:`. */
export const destinations: Readonly<Record<string, DestinationKind>> = {
  http: kind(httpAuthentication, createHttp),
  panintelligence: kind(panintelligenceAuthentication, createPanintelligence),
  scim: kind(scimDestinationAuthentication, createScim),
};
