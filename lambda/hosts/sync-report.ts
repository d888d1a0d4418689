import type { SyncDocument } from '../../config/config.ts';
import type { RunningConnector } from '../../connectors/connector.ts';
import { reportFromHere } from '../jobs/report-from-here.ts';
import type { SourceReport } from '../jobs/source-report.ts';
import { openSource } from '../open-source.ts';
import type { RunningDestination } from '../sync/destinations/running-destination.ts';
import type { SyncPlatforms } from '../sync/sync-platforms.ts';

/** What the report of a sync is made from. */
export interface SyncReportOptions {
  readonly document: SyncDocument;
  /** Of the source. */
  readonly connector: RunningConnector;
  readonly platforms: Pick<SyncPlatforms, 'own' | 'source'>;
  readonly destination: Pick<RunningDestination, 'find'>;
  readonly isLocal?: boolean | undefined;
  readonly signal: AbortSignal;
}

/** Nobody is called so: whoever asks for it learns whether one may ask at all. */
const nobody = 'sallyport-doctor';

/**
 * The report of a sync: its source is tried as the source itself would be, with the tokens that it keeps, and its destination is asked for somebody
 * who is not there. It is kept in the sync's own state.
 */
export const syncReport = ({
  document,
  connector,
  platforms: { own, source },
  destination,
  isLocal,
  signal,
}: SyncReportOptions): Promise<SourceReport> => {
  const { gateway, sync } = document;
  const opened = openSource({
    document: { gateway, name: sync.from, source: document.source },
    connector,
    platform: { ...own, ...source },
    isLocal,
  });
  const callDestination = (stop: AbortSignal) => destination.find([nobody], stop);
  return reportFromHere({ document, source: opened, callDestination, platform: own, signal });
};
