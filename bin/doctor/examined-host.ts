import type { SourceReport } from '../../lambda/jobs/source-report.ts';
import type { Configured, ConfiguredSource } from '../configured-source.ts';
import type { ConfiguredSync } from '../configured-sync.ts';
import type { HostName } from '../host-name.ts';
import type { SourceHost } from '../source-host.ts';
import type { Line } from './line.ts';
import type { ForgedToken } from './wrong-token.ts';

/** What a source says of itself by its environment, where it is deployed. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One source where it runs, as its operator can look at it. */
export interface ExaminedSource {
  readonly host: SourceHost;
  /** Whether the source may use the gateway's key. */
  readonly hasKey: boolean;
  /** The text of that key, `undefined` if there is none yet. */
  readKey(): Promise<string | undefined>;
  /** `undefined` on this machine, where nothing is deployed. */
  readonly environment: Environment | undefined;
  /** Where the vendor calls it. Throws NotKnown. */
  publicUrl(): Promise<string>;
  /** Whether everybody reaches the handler there, and not only whom the cloud lets in. */
  readonly isOpen: boolean;
  /** Whether something there starts the source's jobs. */
  readonly hasSchedules: boolean;
  /** Who may call it, as the cloud has it. Throws NotKnown. */
  trust(): Promise<readonly Line[]>;
  /** What a token must say there, to look right. Throws NotKnown. */
  rightToken(): Promise<ForgedToken>;
  /** Has it try everything that it needs. Throws NotKnown. */
  report(stop: AbortSignal): Promise<SourceReport>;
}

/** One sync where it runs, as its operator can look at it. */
export type ExaminedSync = Pick<
  ExaminedSource,
  'host' | 'hasKey' | 'readKey' | 'environment' | 'hasSchedules' | 'report'
>;

/** A host with a gateway, as its operator can look at it. */
export interface ExaminedHost {
  readonly name: HostName;
  /** Ends a sentence: `on AWS (eu-west-1)`. */
  readonly where: string;
  /** What deploys again: `npx cdk deploy`. */
  readonly deploys: string;
  /** Whom the gateway as a whole trusts. Throws NotKnown. */
  trust(): Promise<readonly Line[]>;
  /** Throws CommandError if it is not deployed, or nobody may ask. */
  source(configured: ConfiguredSource): Promise<ExaminedSource>;
  /** Throws likewise. */
  sync(configured: ConfiguredSync): Promise<ExaminedSync>;
}

/** Opens a host for a configuration of which all these are sources or syncs, at least one. */
export type ExamineHost = (owners: readonly Configured[], options: ExamineOptions) => Promise<ExaminedHost>;

/** What a host must know besides. */
export interface ExamineOptions {
  /** Where `npm start` listens. */
  readonly port: number;
}
