import type { Config, SourceConfig } from '../../config/config.ts';
import type { ForgedToken } from './wrong-token.ts';

/** Whom the handler lets in in the bearer profile: it is in the configuration that each source is deployed with. */
export const bearerSentences = ({ vendor }: Config): readonly string[] => {
  const { jwt, googleServiceAccount, entraWorkload, awsRole } = vendor.identity;
  const claims = (all: Readonly<Record<string, string>>) =>
    Object.entries(all)
      .map(([name, value]) => `, ${name} ${value}`)
      .join('');
  return [
    ...(jwt ? [`tokens of ${jwt.issuer} for ${jwt.audience}${claims(jwt.claims)}`] : []),
    ...(googleServiceAccount
      ? [`Google service account ${googleServiceAccount.uniqueId} for ${googleServiceAccount.audience}`]
      : []),
    ...(entraWorkload
      ? [`Entra workload ${entraWorkload.objectId} of tenant ${entraWorkload.tenantId} for ${entraWorkload.audience}`]
      : []),
    ...(awsRole ? [`AWS role ${awsRole.arn} with external id ${awsRole.externalId}`] : []),
  ].map((each) => `the handler lets in ${each}`);
};

/**
 * What a token says that the handler would let in, if the vendor had signed it.
 *
 * @param publicUrl where the source is called
 */
export const rightToken = async (
  { vendor }: Config,
  { claims }: SourceConfig,
  publicUrl: () => Promise<string>,
  callers: ForgedToken | undefined,
): Promise<ForgedToken> => {
  if (callers) return callers;
  const { jwt, googleServiceAccount, entraWorkload } = vendor.identity;
  if (jwt) {
    const url = jwt.urlClaim === null ? {} : { [jwt.urlClaim]: await publicUrl() };
    const subject = { sub: jwt.subject ?? vendor.name };
    return { issuer: jwt.issuer, audience: jwt.audience, claims: { ...subject, ...jwt.claims, ...claims, ...url } };
  }
  if (entraWorkload) {
    const { tenantId, objectId, audience } = entraWorkload;
    const issuer = `https://login.microsoftonline.com/${tenantId.toLowerCase()}/v2.0`;
    return { issuer, audience, claims: { tid: tenantId, oid: objectId, sub: objectId } };
  }
  const { uniqueId = 'nobody', audience = 'gateway' } = googleServiceAccount ?? {};
  return { issuer: 'https://accounts.google.com', audience, claims: { sub: uniqueId, azp: uniqueId } };
};
