/** Where the deployment put what a source works with; a place that was not made is `undefined`. */
export interface DeployedPlaces {
  /** Of the source's secret: `projects/<project>/secrets/<secret>`, `https://<vault>.vault.azure.net/secrets/<name>`. */
  readonly secret: string | undefined;
  /** Of the gateway's key, in the same form. */
  readonly keySecret: string | undefined;
  /** Of the pointer to the version of the key that counts, in the form of `state`. */
  readonly keyState: string | undefined;
  /** Name of a bucket, or `https://<account>.blob.core.windows.net/<container>`. */
  readonly state: string | undefined;
  /** `projects/<project>/topics/<topic>`, `https://<account>.queue.core.windows.net/<queue>`. */
  readonly deadLetters: string | undefined;
  /** Of the relay, as `deployedRelay` reads it. */
  readonly relay: string | undefined;
}

/**
 * Reads the places from the environment that the templates for Google Cloud and Azure give to a source's container.
 *
 * @example deployedPlaces(process.env).secret // 'projects/acme-gateway/secrets/acme-people'
 */
export const deployedPlaces = (environment: Readonly<Record<string, string | undefined>>): DeployedPlaces => ({
  secret: environment['SALLYPORT_SECRET'],
  keySecret: environment['SALLYPORT_KEY_SECRET'],
  keyState: environment['SALLYPORT_KEY_STATE'],
  state: environment['SALLYPORT_STATE'],
  deadLetters: environment['SALLYPORT_DEAD_LETTERS'],
  relay: environment['SALLYPORT_RELAY'],
});
