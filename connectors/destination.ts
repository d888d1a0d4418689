import type { DestinationForm } from '../config/destination-form.ts';
import type { Authentication } from './authentication/authentication.ts';
import type { Requirements, RunningHost } from './connector.ts';
import type { GuideStep, GuideSubject } from './guide.ts';

/** What a deployment must give to a sync for its destination. */
export type DestinationRequirements = Pick<Requirements, 'hosts' | 'secret' | 'entries' | 'identity'>;

/** How one kind of system is written to by a sync: what is known of it before anything runs. What runs is in `lambda/sync/destinations`. */
export interface Destination<Options = unknown> extends DestinationForm {
  /** How people call it. */
  readonly title: string;
  requires(options: Options): DestinationRequirements;
  /**
   * How the gate proves to it who calls.
   *
   * @param host on this machine it may have another address, a stand-in perhaps
   */
  authentication(options: Options, host?: RunningHost): Authentication;
  /** What its administrator must do, from the options alone. */
  guide?(options: Options, subject: GuideSubject): readonly GuideStep[];
}
