import { Construct } from 'constructs';
import type { Digests } from '../digests.ts';
import type { KnownSource } from '../known-sources.ts';
import type { SourceArchive } from '../server/archive.ts';
import { appIdentity } from './app-identity.ts';
import { appRun } from './app-run.ts';
import { containerApp } from './container-app.ts';
import type { GatewayKey } from './gateway-key.ts';
import type { AppRun, BuiltGateway } from './gateway-scope.ts';
import type { RelayPlaces } from './relay-places.ts';
import { type SourcePlaces, sourcePlaces } from './source-places.ts';
import { sourceTags } from './tags.ts';

/** What one source is made from. */
export interface SourceProps {
  readonly known: KnownSource;
  readonly package: SourceArchive;
  readonly digests: Digests;
  /** Where the vendor calls it. */
  readonly publicUrl: string;
  /** The gateway's key; `undefined` if no source needs it. */
  readonly key: GatewayKey | undefined;
  /** `undefined` if there is no relay. */
  readonly relay: RelayPlaces | undefined;
  /** Whose tokens are let in in the platform profile: text of `SALLYPORT_CALLERS`. */
  readonly callers: string | undefined;
  /** Where it is told that a job failed for good; `undefined` if the source has no job. */
  readonly deadLetters: string | undefined;
}

/**
 * Everything of one source, and only of it: identity, app, package, vault and state. Adding, changing or removing a source never touches
 * another's.
 */
export class Source extends Construct {
  /** How its handler is run, for jobs of it. */
  readonly run: AppRun;
  /** What its syncs use too. */
  readonly own: Pick<SourcePlaces, 'secret' | 'state'>;
  /** Resource id of the app that serves it. */
  readonly appId: string;

  /** @param gateway what all sources share, made in the same stack */
  constructor(scope: Construct, gateway: BuiltGateway, props: SourceProps) {
    const { known, publicUrl, digests, callers, deadLetters } = props;
    super(scope, known.name);
    const tags = sourceTags(gateway.config, known.name);
    const identity = appIdentity(this, gateway, known.name, tags);
    const { places, ...own } = sourcePlaces(this, gateway, { ...props, identity });
    this.own = own;
    this.run = appRun(this, gateway, {
      identity,
      url: publicUrl,
      environment: {
        ...Object.assign({}, ...places.map(({ environment }) => environment)),
        ...digests,
        ...(callers !== undefined && { SALLYPORT_CALLERS: callers }),
        ...(deadLetters !== undefined && { SALLYPORT_DEAD_LETTERS: deadLetters }),
      },
      tags,
      dependsOn: places.flatMap(({ dependsOn }) => dependsOn),
    });
    this.appId = containerApp(this, gateway, { name: known.name, run: this.run });
  }
}
