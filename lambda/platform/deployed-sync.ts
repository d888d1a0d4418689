/** Where the deployment put what a sync works with beside its own places, on Google Cloud and Azure; `undefined` is a place that was not made. */
export interface DeployedSync {
  /** Of the source's secret and state, in the forms of `DeployedPlaces`. */
  readonly sourceSecret: string | undefined;
  readonly sourceState: string | undefined;
  /** Of the keys that sign tokens at sign-in, in the form of a secret; which version counts is said in the sync's own state. */
  readonly signingKey: string | undefined;
  /** The sync's own state. */
  readonly state: string | undefined;
  /** What wakes the sync up: a topic, `projects/<project>/topics/<topic>`, or the resource id of a Container Apps job. */
  readonly wake: string | undefined;
}

/** Where in the sync's state it is said which version of its signing keys counts. */
export const signingFolder = 'signing';

/**
 * Reads the places from the environment that the templates for Google Cloud and Azure give to a sync's container.
 *
 * @example deployedSync(process.env).wake // 'projects/acme-gateway/topics/acme-bi-users-wake'
 */
export const deployedSync = (environment: Readonly<Record<string, string | undefined>>): DeployedSync => ({
  sourceSecret: environment['SALLYPORT_SOURCE_SECRET'],
  sourceState: environment['SALLYPORT_SOURCE_STATE'],
  signingKey: environment['SALLYPORT_SIGNING_KEY'],
  state: environment['SALLYPORT_STATE'],
  wake: environment['SALLYPORT_WAKE'],
});
