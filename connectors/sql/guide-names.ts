import type { GuideSubject } from '../guide.ts';

/** What the user of a source is called in a database. */
export const userOf = ({ gateway, source }: GuideSubject): string => `${gateway}_${source}`.replaceAll('-', '_');

/** Whose certificate a server must have. */
export const certificateLine = (ca: string | undefined): string =>
  ca === undefined
    ? "The server's certificate must be one that Node trusts; otherwise name its authority under ca."
    : `The server's certificate must be signed by an authority of ${ca}.`;

/** What it means that a server is reached without TLS. */
export const noTlsLine =
  'The configuration says tls: disable, so all of it goes over the network as it is. Turn TLS on if you can.';
