import type { Config } from '../../config/config.ts';
import { type Resource, resources, synthesize, type Template } from '../stacks/aws/synthesize.ts';
import { type Attempt, atHandler, isProof, type Outcome } from './attempt.ts';
import { admits, type Attempt as PolicyAttempt, type TrustStatement } from './evaluators/aws-policy.ts';
import { deployment } from './identities.ts';

/** A gateway on AWS, as CloudFormation has it. */
export interface AwsDocument {
  readonly parent: Template;
  readonly source: Template;
}

export const awsDocument = (config: Config): AwsDocument => {
  const { parent, sources } = synthesize(config);
  return { parent, source: sources['people']! };
};

export const vendorRole = ({ parent }: AwsDocument): Resource => {
  const [role, ...others] = resources(parent, 'AWS::IAM::Role');
  if (!role || others.length > 0) throw new Error('the gateway has one role');
  return role;
};

export const trustStatements = (document: AwsDocument): TrustStatement[] =>
  vendorRole(document).Properties['AssumeRolePolicyDocument'].Statement;

const roleArn = (document: AwsDocument): string =>
  `arn:aws:iam::${deployment.account}:role/${vendorRole(document).Properties['RoleName']}`;

/** What the nested stack gets as a parameter: here that is the ARN of the one role, or nothing that is known. */
const parameter = ({ parent }: AwsDocument, value: unknown): unknown => {
  const { Ref: name } = value as { Ref?: string };
  if (name === undefined) return value;
  const [stack] = resources(parent, 'AWS::CloudFormation::Stack');
  return stack?.Properties['Parameters']?.[name];
};

const isVendorRole = (document: AwsDocument, value: unknown): boolean => {
  const attribute = (parameter(document, value) as { 'Fn::GetAtt'?: [string, string] })?.['Fn::GetAtt'];
  return attribute?.[1] === 'Arn' && document.parent.Resources[attribute[0]] === vendorRole(document);
};

/** Whether the function's URL lets in a session of a role (docs.aws.amazon.com/lambda/latest/dg/urls-auth.html: both actions). */
const urlAdmits = (document: AwsDocument, role: string): boolean => {
  const [url, ...more] = resources(document.source, 'AWS::Lambda::Url');
  if (!url || more.length > 0) throw new Error('a source has one URL');
  if (url.Properties['AuthType'] !== 'AWS_IAM') return true;
  const permitted = (action: string): boolean =>
    resources(document.source, 'AWS::Lambda::Permission').some(({ Properties: { Action, Principal } }) => {
      if (Action !== action) return false;
      return Principal === '*' || (isVendorRole(document, Principal) && role === roleArn(document));
    });
  return permitted('lambda:InvokeFunctionUrl') && permitted('lambda:InvokeFunction');
};

/** A provider is the whole account's: others may have it take an audience of theirs too (AddClientIDToOpenIDConnectProvider). */
const audienceOfOthers = 'https://management.azure.com';

/** The logical id of the provider that a token's issuer has in the account, if the token is for one of its audiences. */
const openIdProvider = ({ parent }: AwsDocument, { iss, aud }: Readonly<Record<string, string>>): string | undefined =>
  Object.entries(parent.Resources).find(
    ([, { Type, Properties }]) =>
      Type === 'AWS::IAM::OIDCProvider' &&
      Properties['Url'] === iss &&
      [audienceOfOthers, ...Properties['ClientIdList']].includes(aud),
  )?.[0];

const federated = 'sts:AssumeRoleWithWebIdentity';

const policyAttempt = (document: AwsDocument, { as, arn, externalId, token }: Attempt): PolicyAttempt | undefined => {
  const { iss = '', aud = '', sub = '', azp = '' } = token.claims;
  if (as === 'awsRole') return { action: 'sts:AssumeRole', principal: arn, keys: { 'sts:ExternalId': externalId } };
  if (iss === 'https://accounts.google.com') {
    // For a token of Google `aud` is what the token has as `azp`, and `oaud` what it has as `aud`.
    const google = 'accounts.google.com';
    return {
      action: federated,
      principal: google,
      keys: { [`${google}:aud`]: azp, [`${google}:oaud`]: aud, [`${google}:sub`]: sub },
    };
  }
  const principal = openIdProvider(document, token.claims);
  if (!principal) return undefined;
  const issuer = iss.replace('https://', '');
  return { action: federated, principal, keys: { [`${issuer}:aud`]: aud, [`${issuer}:sub`]: sub } };
};

/** What becomes of an attempt: STS, the role's trust policy, the function's URL, the handler. */
export const callAws = async (config: Config, document: AwsDocument, attempt: Attempt): Promise<Outcome> => {
  const { as, at } = attempt;
  if (config.vendor.profile === 'bearer') {
    const token = as === 'nobody' ? undefined : attempt.token;
    return atHandler({ config, options: {}, token, externalId: attempt.externalId });
  }
  if (!isProof(attempt.token)) return 'sts';
  const called = as === 'nobody' || as === 'neighbour' ? attempt.arn : assumed(document, attempt);
  if (called === 'sts' || called === 'trust policy') return called;
  const role = at ?? called;
  if (!urlAdmits(document, role)) return 'function url';
  const session = `arn:aws:sts::${deployment.account}:assumed-role/${role.split('/').at(-1)}/call`;
  const principal = { type: 'aws-iam' as const, arn: session, accountId: deployment.account };
  return atHandler({ config, options: { vendorRoleArn: roleArn(document) }, principal });
};

const assumed = (document: AwsDocument, attempt: Attempt): string => {
  const policy = policyAttempt(document, attempt);
  if (!policy) return 'sts';
  return admits(trustStatements(document), policy) ? roleArn(document) : 'trust policy';
};
