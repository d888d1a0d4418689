import type { Construct } from 'constructs';
import { ContainerApp } from './azurerm.ts';
import type { AppRun, BuiltGateway } from './gateway-scope.ts';
import { azureNames } from './names.ts';

/** Where the handler listens. */
export const port = 8080;

/** Who asks for `/health` finds an open port at once, or waits for the package. */
const health = { transport: 'HTTP', path: '/health', port, timeout: 5 };

/**
 * When a container takes calls, and when it is ended.
 *
 * It may try for three minutes to get its package (`startPatience`). The provider's startup probe can only wait that long if it asks
 * every seven seconds, and each start, of which there is one after every rest, would wait for its next question. So readiness is asked
 * every second, and whether it lives from a minute on, so seldom that no start is cut off.
 */
const probes = {
  readinessProbe: [
    { ...health, initialDelay: 0, intervalSeconds: 1, successCountThreshold: 1, failureCountThreshold: 30 },
  ],
  livenessProbe: [{ ...health, initialDelay: 60, intervalSeconds: 10, failureCountThreshold: 15 }],
};

const ingress = {
  externalEnabled: true,
  allowInsecureConnections: false,
  targetPort: port,
  transport: 'http',
  trafficWeight: [{ latestRevision: true, percentage: 100 }],
};

/** How large a container is, and how many of them there are at the least and at the most. */
export interface AppSize {
  readonly cpu: number;
  /** The cloud gives 1 GiB to half a CPU and 0.5 GiB to a quarter, and nothing else. */
  readonly memory: '0.5Gi' | '1Gi';
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

/** Of a source or a sync: there is no container while nobody calls. */
const sourceSize: AppSize = { cpu: 0.5, memory: '1Gi', minReplicas: 0, maxReplicas: 10 };

/** What an app is made from. */
export interface AppProps {
  /** What it is called after the gateway's name: the source's name, for one. */
  readonly name: string;
  readonly run: AppRun;
  /** Whether anybody calls it. @default true */
  readonly isCalled?: boolean;
  /** @default - that of a source */
  readonly size?: AppSize;
}

/**
 * The app of one source, of one sync or of the relay; gives its resource id.
 *
 * Its host name is `<app>.<domain of the environment>`. One that nobody calls has none, and no container ever: its jobs have theirs, and what it is told tells
 * people where its things are.
 *
 * 20 calls at a time are one container's share. A container that is asked to end has a minute for what it has begun; an import ends its
 * page with a cursor before.
 */
export const containerApp = (
  scope: Construct,
  gateway: BuiltGateway,
  { name, run, isCalled = true, size = sourceSize }: AppProps,
): string => {
  const { config, deployment, environment, resourceGroup } = gateway;
  const { identity, registry } = run;
  return new ContainerApp(scope, 'App', {
    name: azureNames(config.gateway, deployment).app(name),
    resourceGroupName: resourceGroup.name,
    containerAppEnvironmentId: environment.id,
    workloadProfileName: 'Consumption',
    revisionMode: 'Single',
    identity: { type: 'UserAssigned', identityIds: [identity.id] },
    ...(registry !== undefined && { registry: [{ server: registry, identity: identity.id }] }),
    ...(isCalled && { ingress }),
    template: {
      minReplicas: size.minReplicas,
      maxReplicas: size.maxReplicas,
      terminationGracePeriodSeconds: 60,
      ...(isCalled && { httpScaleRule: [{ name: 'calls', concurrentRequests: '20' }] }),
      container: [{ ...handlerContainer(run, size), ...probes }],
    },
    tags: { ...run.tags },
    dependsOn: [...run.dependsOn],
  }).id;
};

/** What the containers of the app of a source or sync and of its jobs have in common. */
export const sourceContainer = (run: AppRun) => handlerContainer(run, sourceSize);

const handlerContainer = ({ image, command, environment }: AppRun, { cpu, memory }: AppSize) => ({
  name: 'gateway',
  image,
  command: [...command],
  cpu,
  memory,
  env: Object.entries(environment).map(([name, value]) => ({ name, value })),
});
