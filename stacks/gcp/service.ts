import type {
  CloudRunV2ServiceConfig,
  CloudRunV2ServiceTemplateContainers,
  CloudRunV2ServiceTemplateVpcAccess,
} from '@cdktf/provider-google/lib/cloud-run-v2-service/index.js';
import type { ITerraformDependable } from 'cdktf';
import { stockImage } from '../server/image.ts';
import { startCommand } from '../server/start-script.ts';
import { literal } from '../terraform/literal.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { serviceName } from './service-name.ts';

/** What the service of one source is made from, or that of a sync or of the relay. */
export interface ServiceProps {
  /** What it is called after the gateway's name: the source's name, for one. */
  readonly name: string;
  readonly description: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The address of the account that it runs as. */
  readonly email: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly access: CloudRunV2ServiceTemplateVpcAccess | undefined;
  /** The audiences of tokens that Cloud Run takes besides its own URLs; `undefined` where it looks at no token, as in the bearer profile. */
  readonly audiences: readonly string[] | undefined;
  /** Whether nobody calls it but Google's own services, of this very project. @default false */
  readonly isInternal?: boolean;
  /** How many containers there may be. @default 10 */
  readonly maximum?: number;
  /** What must be there before the service starts. */
  readonly ready: readonly ITerraformDependable[];
}

const port = 8080;

/** The longest that Cloud Run allows; an import ends its page with a cursor before. */
const timeout = '3600s';

/**
 * The service of one source on Cloud Run, or that of a sync or of the relay. It costs nothing while nobody calls.
 *
 * In the bearer profile the check of the invoker is turned off, and the handler verifies the token of each call. That opens it as
 * `allUsers` as an invoker would, which organisations forbid as a rule (iam.allowedPolicyMemberDomains), but is no right that anybody has;
 * those that forbid it too (run.managed.requireInvokerIam) have the platform profile
 * (docs.cloud.google.com/run/docs/securing/managing-access#invoker_check).
 */
export const serviceConfig = (gatewayScope: GatewayScope, props: ServiceProps): CloudRunV2ServiceConfig => {
  const { config, deployment, api, encryption } = gatewayScope;
  const { name, description, labels, email, access, audiences, isInternal = false, maximum = 10, ready } = props;
  const key = encryption('run');
  return {
    name: serviceName(config.gateway, name),
    location: deployment.region,
    description: literal(description),
    labels,
    launchStage: 'GA',
    // Cloud Scheduler and Pub/Sub call from inside (docs.cloud.google.com/run/docs/securing/ingress).
    ingress: isInternal ? 'INGRESS_TRAFFIC_INTERNAL_ONLY' : 'INGRESS_TRAFFIC_ALL',
    invokerIamDisabled: audiences === undefined,
    ...(audiences && audiences.length > 0 && { customAudiences: [...audiences] }),
    // It holds nothing. Otherwise nobody could remove a source.
    deletionProtection: false,
    template: {
      serviceAccount: email,
      executionEnvironment: 'EXECUTION_ENVIRONMENT_GEN2',
      timeout,
      scaling: { minInstanceCount: 0, maxInstanceCount: maximum },
      maxInstanceRequestConcurrency: 20,
      ...(access && { vpcAccess: access }),
      ...(key && { encryptionKey: key.keyName }),
      containers: [container(deployment.image ?? stockImage, props.environment)],
    },
    // Google answers with zeros that nobody wrote, which Terraform would take away again at every deployment. Who has instances kept warm
    // by hand keeps them.
    lifecycle: { ignoreChanges: ['scaling'] },
    dependsOn: [api('run'), ...(key ? [key.granted] : []), ...ready],
  };
};

const container = (
  image: string,
  environment: Readonly<Record<string, string>>,
): CloudRunV2ServiceTemplateContainers => {
  const [program, ...args] = startCommand('gcp').map(literal);
  return {
    image,
    command: [program!],
    args,
    env: Object.entries(environment).map(([name, value]) => ({ name, value })),
    ports: { containerPort: port },
    resources: {
      // An import needs 120 MiB, and the package is in memory too. Less than a whole CPU takes one call at a time only.
      limits: { cpu: '1', memory: '512Mi' },
      // No CPU, and no charge, between calls; more of it while a container starts.
      cpuIdle: true,
      startupCpuBoost: true,
    },
    // Every second, so that the first call waits no longer than it must; 240 seconds are the most. The script that a container starts
    // with tells by then what it lacks.
    startupProbe: { httpGet: { path: '/health', port }, periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 240 },
    livenessProbe: { httpGet: { path: '/health', port }, periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 3 },
  };
};
