import type { AwsDeployment } from '../../config/config.ts';

/** What an action may be done to. */
export interface AwsScope {
  /** ARNs, in which `*` stands for what only the cloud knows. */
  readonly resources: readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What the places of a gateway follow from. */
export interface AwsWhere {
  readonly gateway: string;
  readonly deployment: Pick<AwsDeployment, 'region' | 'account' | 'kmsKey' | 'permissionsBoundary'>;
  /** Issuers of the OpenID Connect providers that the template makes. */
  readonly issuers: readonly string[];
  /** What the names of the bootstrap stack's parts have (docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html). */
  readonly qualifier: string;
}

/** A group of resources of a gateway, by what it is called in the tables of rights. */
export type AwsPlace = keyof ReturnType<typeof awsPlaces>;

/** The actions that a type of resource needs, by where. */
export type AwsRights = Readonly<Partial<Record<AwsPlace, readonly string[]>>>;

/**
 * So much of a stack's name is kept at least in a name that CloudFormation makes for a role or a bucket, which may be cut to 63 or 64
 * characters (docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html).
 */
const keptLetters = 20;

/** The partition that a region is in. */
export const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('eusc-') ? 'aws-eusc' : 'aws';
};

/**
 * Where a gateway's resources are: by their names, region and account wherever those are known beforehand. Networks, load balancers, zones and
 * firewalls of DNS have ids that AWS makes: of them any in the account and region may be made and changed, and only those with the
 * gateway's tag deleted, as far as they have tags.
 *
 * Without `deploy.aws.account` an account is `*`: a policy reaches into another account only if that one lets it.
 */
export const awsPlaces = ({ gateway, deployment, issuers, qualifier }: AwsWhere) => {
  const { region, account = '*', kmsKey, permissionsBoundary } = deployment;
  const partition = partitionOf(region);
  const arn = (service: string, ...resources: string[]): AwsScope => ({
    resources: resources.map((resource) => `arn:${partition}:${service}:${region}:${account}:${resource}`),
  });
  const everywhere = (service: string, resource: string): AwsScope => ({
    resources: [`arn:${partition}:${service}::${account}:${resource}`],
  });
  const named = (service: string, resource: string): AwsScope => ({
    resources: [`arn:${partition}:${service}:::${resource}`],
  });
  const begin = `${gateway}-`.slice(0, keptLetters);
  const role = everywhere('iam', `role/${begin}*`);
  const network = arn('ec2', '*');
  const balancer = arn('elasticloadbalancing', 'loadbalancer/net/*', 'listener/net/*', 'targetgroup/*');
  const ours = { condition: { StringEquals: { 'aws:ResourceTag/gateway': gateway } } };
  const passed = (service: string) => ({
    ...role,
    condition: { StringEquals: { 'iam:PassedToService': `${service}.amazonaws.com` } },
  });
  const key: AwsScope = { resources: kmsKey === undefined ? [] : [kmsKey] };
  return {
    alarm: arn('cloudwatch', `alarm:${gateway}-*`),
    alarms: arn('cloudwatch', 'alarm:*'),
    asset: named('s3', `cdk-${qualifier}-assets-${account}-${region}/*`),
    balancer,
    balancerServiceRole: {
      ...everywhere('iam', 'role/aws-service-role/elasticloadbalancing.amazonaws.com/*'),
      condition: { StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' } },
    },
    bootstrapVersion: arn('ssm', `parameter/cdk-bootstrap/${qualifier}/version`),
    /** Roles as they must be: with the boundary, if the configuration has one. */
    boundRole: {
      ...role,
      ...(permissionsBoundary !== undefined && {
        condition: { StringEquals: { 'iam:PermissionsBoundary': permissionsBoundary } },
      }),
    },
    bucket: named('s3', `${begin}*`),
    dashboard: everywhere('cloudwatch', `dashboard/${gateway}-gateway`),
    dnsFirewall: arn(
      'route53resolver',
      'firewall-domain-list/*',
      'firewall-rule-group/*',
      'firewall-rule-group-association/*',
    ),
    /** What knows no resources, or lists what there is. */
    everything: { resources: ['*'] },
    executionRole: {
      ...everywhere('iam', `role/cdk-${qualifier}-cfn-exec-role-${account}-${region}`),
      condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
    },
    flowLogsRole: passed('vpc-flow-logs'),
    function: arn('lambda', `function:${gateway}-*`),
    functionRole: passed('lambda'),
    /** The customer's key, for grants to AWS's own services alone. */
    grantedKey: { ...key, condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } },
    /** The customer's key, by services and never by itself. */
    key: {
      ...key,
      condition: {
        StringEquals: {
          'kms:ViaService': ['lambda', 'scheduler', 'secretsmanager'].map(
            (name) => `${name}.${region}.${suffix(region)}`,
          ),
        },
      },
    },
    logGroup: arn('logs', `log-group:/aws/lambda/${gateway}-*`, `log-group:${gateway}-gateway-*`),
    network,
    oidcProvider: {
      resources: issuers.map(
        (issuer) => `arn:${partition}:iam::${account}:oidc-provider/${issuer.slice('https://'.length)}`,
      ),
    },
    ownBalancer: { ...balancer, ...ours },
    ownNetwork: { ...network, ...ours },
    queue: arn('sqs', `${gateway}-dead-letters`, `${gateway}-relay-*`),
    readKey: key,
    role,
    schedule: arn('scheduler', `schedule/${gateway}/*`),
    scheduleGroup: arn('scheduler', `schedule-group/${gateway}`),
    schedulerRole: passed('scheduler'),
    secret: arn('secretsmanager', `secret:${gateway}/*`),
    stack: arn('cloudformation', `stack/${gateway}-gateway-*`),
    zone: named('route53', 'hostedzone/*'),
    zoneChange: named('route53', 'change/*'),
  } as const satisfies Record<string, AwsScope>;
};

const suffix = (region: string): string => (region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com');
