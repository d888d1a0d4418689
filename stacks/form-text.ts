import type { Claims, Config, DeployConfig, VendorConfig } from '../config/config.ts';
import type { SecretField } from '../connectors/connector.ts';
import { fieldsToEnter } from '../connectors/fields-to-enter.ts';
import type { KnownSource } from './known-sources.ts';

/** A cloud that a gateway can be deployed to. */
export type CloudHost = keyof DeployConfig;

/** How people call it. */
export const cloudNames: Readonly<Record<CloudHost, string>> = { aws: 'AWS', gcp: 'Google Cloud', azure: 'Azure' };

/** What the text for the vendor's form is made from. */
export interface FormSubject extends KnownSource {
  readonly config: Config;
  readonly host: CloudHost;
  /** The name of the source's secret there. */
  readonly secretName: string;
  /** How the vendor's calls prove themselves in the platform profile: one sentence. */
  readonly platformCall: string;
}

/** What else the vendor must know of a source, beside its URL: the output `<source>Form`. */
export const formText = ({
  config,
  name,
  source,
  requirements,
  host,
  secretName,
  platformCall,
}: FormSubject): string => {
  const { fields = [], secret } = requirements;
  return [
    config.vendor.profile === 'platform' ? platformCall : bearerCall(config.vendor, source.claims),
    ...(source.serve.includes('proxy') ? ["Paths of the source's own API come after the gateway URL."] : []),
    ...(source.serve.includes('import') ? [`Fields: ${listFields(fields)}.`] : []),
    ...(secret.length > 0
      ? [
          `Secret ${secretName} needs: ${fieldsToEnter(requirements) || 'nothing'}. Enter it: sallyport secrets set ${name} --host ${host}`,
        ]
      : []),
  ].join(' ');
};

const bearerCall = ({ identity }: VendorConfig, claims: Claims): string => {
  const accepted = [
    identity.jwt && {
      issuer: identity.jwt.issuer,
      audience: identity.jwt.audience,
      ...identity.jwt.claims,
      ...claims,
      ...(identity.jwt.urlClaim && { [identity.jwt.urlClaim]: 'the gateway URL' }),
    },
    identity.googleServiceAccount && {
      issuer: 'https://accounts.google.com',
      audience: identity.googleServiceAccount.audience,
      sub: identity.googleServiceAccount.uniqueId,
      ...claims,
    },
    identity.entraWorkload && {
      issuer: `https://sts.windows.net/${identity.entraWorkload.tenantId}/`,
      audience: identity.entraWorkload.audience,
      oid: identity.entraWorkload.objectId,
      ...claims,
    },
  ].filter((token) => token !== undefined);
  return `Bearer token: ${accepted.map(listClaims).join('; or ')}.`;
};

const listClaims = (claims: Readonly<Record<string, string>>): string =>
  Object.entries(claims)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

const listFields = (fields: readonly SecretField[]): string =>
  fields.map(({ name, required }) => (required ? name : `${name} (optional)`)).join(', ') || 'none';
