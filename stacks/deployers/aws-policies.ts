import type { Config } from '../../config/config.ts';
import { DeploymentError } from '../deployment-error.ts';
import { awsRights } from './aws.ts';
import { type AwsPlace, type AwsScope, awsPlaces, partitionOf } from './aws-places.ts';
import type { DeployerPolicy } from './deployer-policy.ts';

/** A resource of a template of CloudFormation, as far as rights follow from it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: AwsScope['condition'];
}

/** A managed policy has 6,144 characters at most, white space not counted (docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
const policyLength = 6_144;

/** CDK's own, where an account has one bootstrap stack for all. */
const defaultQualifier = 'hnb659fds';

/** Roles of the bootstrap stack that a deployment takes. That for images is not one of them: a gateway has none. */
const bootstrapRoles = ['deploy-role', 'file-publishing-role', 'lookup-role'];

/**
 * The policies of whoever deploys a gateway on AWS: those of the role by which CloudFormation works, as many as its rights need, and that of
 * the person or the pipeline, who needs nothing but CDK's bootstrap roles.
 *
 * CDK's default for the first, AdministratorAccess, is what they are there to replace.
 *
 * @param resources of all templates of the gateway
 * @param qualifier of a bootstrap stack of the gateway's own, for CloudFormation's role is one for all that is deployed by a bootstrap stack
 * @throws DeploymentError `region-missing`, or `rights-unknown` for a type that no rights are known for
 */
export const awsPolicies = (
  config: Config,
  resources: readonly TemplateResource[],
  qualifier = defaultQualifier,
): readonly DeployerPolicy[] => {
  const { gateway } = config;
  const deployment = config.deploy.aws;
  if (!deployment)
    throw new DeploymentError('region-missing', 'The configuration does not say where on AWS to deploy.');
  const issuers = resources
    .filter(({ Type }) => Type === 'AWS::IAM::OIDCProvider')
    .map(({ Properties }) => String(Properties?.['Url']));
  const places = awsPlaces({ gateway, deployment, issuers, qualifier });
  const documents = split(statements(rightsOf(resources), places));
  const { account = '<account>', region } = deployment;
  const policyArn = (name: string): string => `arn:${partitionOf(region)}:iam::${account}:policy/${name}`;
  const nameOf = (index: number): string => `${gateway}-cloudformation-${index + 1}`;
  const arns = documents.map((_, index) => policyArn(nameOf(index))).join(',');
  const ownStack =
    qualifier === defaultQualifier ? '' : ` --qualifier ${qualifier} --toolkit-stack-name CDKToolkit-${qualifier}`;
  const bootstrap = `npx cdk bootstrap aws://${account}/${region}${ownStack} --cloudformation-execution-policies ${arns}`;
  return [
    ...documents.map((document, index) => ({
      host: 'aws' as const,
      name: nameOf(index),
      use: `For the role by which CloudFormation deploys, part ${index + 1} of ${documents.length}. Bootstrap takes all parts at once.`,
      document,
      commands: [create(nameOf(index)), ...(index === documents.length - 1 ? [bootstrap] : [])],
    })),
    {
      host: 'aws',
      name: `${gateway}-deployer`,
      use: "For the person or the pipeline that runs cdk deploy: CDK's bootstrap roles, and nothing else.",
      document: documentOf([
        {
          Sid: 'BootstrapRoles',
          Effect: 'Allow',
          Action: ['sts:AssumeRole'],
          Resource: bootstrapRoles.map(
            (role) =>
              `arn:${partitionOf(region)}:iam::${deployment.account ?? '*'}:role/cdk-${qualifier}-${role}-${deployment.account ?? '*'}-${region}`,
          ),
        },
      ]),
      commands: [
        create(`${gateway}-deployer`),
        `aws iam attach-role-policy --role-name <role> --policy-arn ${policyArn(`${gateway}-deployer`)}`,
      ],
    },
  ];
};

const create = (name: string): string =>
  `aws iam create-policy --policy-name ${name} --policy-document file://${name}.json`;

/** What all templates need, by where; each action once. */
const rightsOf = (resources: readonly TemplateResource[]): ReadonlyMap<AwsPlace, ReadonlySet<string>> => {
  // Every template of CDK looks at the version of the bootstrap stack, by a parameter.
  const rights = new Map<AwsPlace, Set<string>>([['bootstrapVersion', new Set(['ssm:GetParameters'])]]);
  for (const { Type, Properties = {} } of resources) {
    if (!Object.hasOwn(awsRights, Type)) {
      throw new DeploymentError(
        'rights-unknown',
        `No rights are known for ${Type}. Add them to stacks/deployers/aws.ts.`,
      );
    }
    for (const key of [Type, ...Object.keys(Properties).map((property) => `${Type}.${property}`)]) {
      for (const [place, actions] of Object.entries(awsRights[key] ?? {}) as [AwsPlace, readonly string[]][]) {
        rights.set(place, new Set([...(rights.get(place) ?? []), ...actions]));
      }
    }
  }
  return rights;
};

const statements = (
  rights: ReadonlyMap<AwsPlace, ReadonlySet<string>>,
  places: ReturnType<typeof awsPlaces>,
): readonly Statement[] =>
  [...rights.keys()].sort().map((place) => {
    const { resources, condition }: AwsScope = places[place];
    return {
      Sid: `${place[0]!.toUpperCase()}${place.slice(1)}`,
      Effect: 'Allow',
      Action: [...rights.get(place)!].sort(),
      Resource: resources,
      ...(condition && { Condition: condition }),
    };
  });

const documentOf = (statement: readonly Statement[]) => ({ Version: '2012-10-17', Statement: statement });

const fits = (statement: readonly Statement[]): boolean =>
  JSON.stringify(documentOf(statement)).replaceAll(/\s/g, '').length <= policyLength;

/** Into as few documents as they fit into one after the other. */
const split = (all: readonly Statement[]): readonly object[] => {
  const parts: Statement[][] = [[]];
  for (const statement of all) {
    const last = parts.at(-1)!;
    if (fits([...last, statement])) last.push(statement);
    else parts.push([statement]);
  }
  return parts.map(documentOf);
};
