/** Where a destination is. */
export interface DestinationPlace {
  readonly baseUrl: string;
  /** In place of it on this machine. */
  readonly localServer?: string | undefined;
}

/**
 * The address that a destination is called at, without a slash at its end.
 *
 * @param isLocal whether it is called by `sallyport start`
 * @example addressAt({ baseUrl: 'https://bi.acme.example/pi/api/v2/' }, false) // 'https://bi.acme.example/pi/api/v2'
 */
export const addressAt = ({ baseUrl, localServer }: DestinationPlace, isLocal: boolean): string =>
  ((isLocal ? localServer : undefined) ?? baseUrl).replace(/\/$/, '');
