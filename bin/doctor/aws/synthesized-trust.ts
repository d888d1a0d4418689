import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../../config/config.ts';
import { type PolicyStatement, policySentences } from './policy-sentences.ts';

/** Trust as a deployment would make it now, in sentences. */
export interface SynthesizedTrust {
  /** Who may assume the vendor's role; `undefined` without one. */
  readonly role: readonly string[] | undefined;
  /** By source: how its URL is opened. */
  readonly urls: Readonly<Record<string, UrlTrust>>;
}

/** How the URL of a function is opened. */
export interface UrlTrust {
  readonly authType: string;
  readonly permissions: readonly string[];
}

/** What is known of the account that the gateway is in. */
export interface AccountPlace {
  readonly partition: string;
  readonly account: string;
}

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is whatever CloudFormation says it is
  readonly Properties: Record<string, any>;
}
type Resources = Readonly<Record<string, Resource>>;

/**
 * Synthesizes the gateway into a temporary folder, and reads there whom it trusts: CDK is loaded for that, which takes a second or two.
 *
 * @param directory of the configuration
 * @throws DeploymentError if the configuration can not be deployed
 */
export const synthesizedTrust = async (
  config: Config,
  directory: string,
  place: AccountPlace,
): Promise<SynthesizedTrust> => {
  const { checkedApp, gatewayStack } = await import('../../../stacks/aws/app.ts');
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-doctor-'));
  try {
    const app = checkedApp(folder);
    // Who is trusted does not depend on what runs.
    const handler = [{ path: 'gateway.mjs', contents: Buffer.from('') }];
    const stack = gatewayStack(app, { config, directory, handler });
    app.synth();
    const parent = resourcesIn(folder, `${stack.stackName}.template.json`);
    const nested = readdirSync(folder)
      .filter((file) => file.endsWith('.nested.template.json'))
      .map((file) => resourcesIn(folder, file));
    const resolve = resolver(parent, place);
    const [vendor] = ofType(parent, 'AWS::IAM::Role').filter(({ RoleName }) => /-vendor-/.test(String(RoleName)));
    return {
      role: vendor && policySentences(resolve(vendor['AssumeRolePolicyDocument'].Statement)),
      urls: Object.fromEntries(
        Object.keys(config.sources).map((name) => [name, urlTrust(config, name, nested, resolve)]),
      ),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const resourcesIn = (folder: string, file: string): Resources =>
  JSON.parse(readFileSync(join(folder, file), 'utf8')).Resources;

const ofType = (resources: Resources, type: string): readonly Resource['Properties'][] =>
  Object.values(resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);

type Resolve = <Value>(value: Value) => Value;

/** Puts in the place of references what they will be: ARNs follow from names. Others stay, and are told as they are. */
const resolver = (parent: Resources, { partition, account }: AccountPlace): Resolve => {
  const parameters = Object.assign(
    {},
    ...ofType(parent, 'AWS::CloudFormation::Stack').map((stack) => stack['Parameters']),
  );
  const arnOf = (id: string): string | undefined => {
    const { Type, Properties } = parent[id] ?? { Type: '', Properties: {} };
    const name = Properties['RoleName'];
    if (Type === 'AWS::IAM::Role' && typeof name === 'string') return `arn:${partition}:iam::${account}:role/${name}`;
    if (Type !== 'AWS::IAM::OIDCProvider') return undefined;
    return `arn:${partition}:iam::${account}:oidc-provider/${String(Properties['Url']).replace('https://', '')}`;
  };
  const pseudo: Readonly<Record<string, string>> = { 'AWS::Partition': partition, 'AWS::AccountId': account };
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
    if (typeof ref === 'string')
      return pseudo[ref] ?? arnOf(ref) ?? (ref in parameters ? resolve(parameters[ref]) : value);
    if (Array.isArray(attribute)) return arnOf(String(attribute[0])) ?? value;
    if (Array.isArray(join)) return (resolve(join[1]) as unknown[]).join(String(join[0]));
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolve(each)]));
  };
  return resolve as Resolve;
};

const urlTrust = ({ gateway }: Config, source: string, nested: readonly Resources[], resolve: Resolve): UrlTrust => {
  const own = nested.find((resources) =>
    ofType(resources, 'AWS::Lambda::Function').some(({ FunctionName }) => FunctionName === `${gateway}-${source}`),
  );
  const [url] = ofType(own ?? {}, 'AWS::Lambda::Url');
  const permissions = ofType(own ?? {}, 'AWS::Lambda::Permission').map((each) => statementOf(resolve(each)));
  return { authType: String(url?.['AuthType']), permissions: policySentences(permissions) };
};

/**
 * The statement that Lambda writes for a permission (docs.aws.amazon.com/lambda/latest/dg/urls-auth.html,
 * docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html).
 */
const statementOf = (permission: Resource['Properties']): PolicyStatement => {
  const { Action, Principal, FunctionUrlAuthType, InvokedViaFunctionUrl, SourceArn, SourceAccount } = permission;
  return {
    Effect: 'Allow',
    Principal,
    Action,
    Condition: {
      ...((FunctionUrlAuthType || SourceAccount) && {
        StringEquals: {
          ...(FunctionUrlAuthType && { 'lambda:FunctionUrlAuthType': FunctionUrlAuthType }),
          ...(SourceAccount && { 'AWS:SourceAccount': SourceAccount }),
        },
      }),
      ...(InvokedViaFunctionUrl && { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } }),
      ...(SourceArn && { ArnLike: { 'AWS:SourceArn': SourceArn } }),
    },
  };
};
