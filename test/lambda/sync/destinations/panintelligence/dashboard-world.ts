import type { PanintelligenceOptions as Settings } from '../../../../../connectors/destinations/panintelligence/options.ts';
import { panintelligence } from '../../../../../connectors/destinations/panintelligence.ts';
import { createPanintelligence } from '../../../../../lambda/sync/destinations/panintelligence/create-panintelligence.ts';
import type { RunningDestination } from '../../../../../lambda/sync/destinations/running-destination.ts';
import {
  type Panintelligence,
  type PanintelligenceOptions,
  startPanintelligence,
} from '../../../../standins/panintelligence/start-panintelligence.ts';
import { destinationFetch } from '../destination-fetch.ts';

const host = 'bi.acme.example';
const user = { name: 'SALLYPORT', password: 'CANARY:ä' };

/** A dashboard, and what writes to it. */
export interface DashboardWorld {
  readonly dashboard: Panintelligence;
  readonly destination: RunningDestination;
  readonly clock: { now: number };
}

const started: Panintelligence[] = [];

/** A dashboard with nobody in it, and the destination as a sync has it. */
export const dashboardWorld = async (
  options: Partial<PanintelligenceOptions> = {},
  settings: Partial<Settings> = {},
): Promise<DashboardWorld> => {
  const clock = { now: Date.parse('2026-11-22T12:00:00Z') };
  const now = () => clock.now;
  const dashboard = await startPanintelligence({ host, user, now, ...options });
  started.push(dashboard);
  const resolved = panintelligence.options.parse({ baseUrl: `https://${host}/pi/api/v2`, ...settings });
  const fetch = destinationFetch({
    authentication: panintelligence.authentication(resolved as Settings),
    secret: { username: user.name, password: user.password },
    origins: { [host]: dashboard.origin },
    now,
  });
  const destination = createPanintelligence({ options: resolved, fetch, isLocal: false, now, random: () => 0 });
  return { dashboard, destination, clock };
};

/** Of all that a test has started. */
export const stopDashboards = async (): Promise<void> => {
  await Promise.all(started.splice(0).map((dashboard) => dashboard.stop()));
};

/** Nobody ends it. */
export const { signal } = new AbortController();
