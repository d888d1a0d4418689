import type { Construct } from 'constructs';
import type { Digests } from '../digests.ts';
import { core, lambda } from './cdk.ts';
import { customerKey } from './encryption.ts';
import { functionName } from './function-name.ts';
import { functionArn, gateFunction } from './gate-function.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { sourceLogs } from './logs.ts';
import { relayBucket } from './relay-bucket.ts';
import { relayKeys } from './relay-keys.ts';
import { relayMetrics } from './relay-metrics.ts';
import { agentRole, relayRole } from './relay-permissions.ts';
import { type RelayReach, relayPlacesText } from './relay-places.ts';
import { makeQueues, relayName, slotQueues } from './relay-queues.ts';

/** What the relay's stack is made from. */
export interface RelayProps {
  readonly gatewayScope: Omit<GatewayScope, 'relay'>;
  /** The folder with everything that the function runs from. */
  readonly code: string;
  readonly digests: Digests;
}

/** A call of an agent is answered in well under a second; the issuer of a registrar may take longer. */
const timeoutSeconds = 30;

/**
 * Everything of the relay, and only of it: the function that agents and registrars call, its URL and role, the role that is lent to agents, their queues,
 * the bucket of registry and mailboxes, two keys, log group, metrics and alarms.
 *
 * A stack of its own, as each source has one: what a source's template says of the relay is what it was given.
 */
export class RelayStack extends core.NestedStack {
  /** Where agents and registrars call, a slash at the end. */
  readonly url: string;
  /** For functions of sources behind agents. */
  readonly reach: RelayReach;

  constructor(scope: Construct, { gatewayScope, code, digests }: RelayProps) {
    const { config, deployment, network } = gatewayScope;
    const { gateway } = config;
    super(scope, relayName, {
      description: `Relay of gateway ${gateway}: agents in private networks, which only dial out`,
    });
    const customerKeyArn = deployment?.kmsKey;
    const key = customerKey(this, customerKeyArn);
    const name = functionName(gateway, relayName);
    const logGroup = sourceLogs(this, name, deployment);
    // Agents are lent these URLs, and know nothing of the network that functions are in.
    const queues = slotQueues(this, config, false);
    makeQueues(this, queues, key);
    const reach = {
      bucket: relayBucket(this, key),
      queues,
      keys: relayKeys(this, { gateway, customerKeyArn }),
      customerKeyArn,
    };
    const role = relayRole(this, {
      ...reach,
      logGroupArn: logGroup.logGroupArn,
      networkedArn: network && functionArn(this, name),
    });
    const agents = agentRole(this, role, reach);
    // No concurrency is reserved, though its URL is open: it would be taken from all other functions of the account, and an account that has only
    // a few could not deploy it at all, for 100 must be left (docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html). Who sets it by hand
    // (docs/network.md) keeps it.
    const handler = gateFunction(this, {
      // In the network as the others are: who ruled what functions may call did not mean all but the one that has the authority's key.
      gatewayScope,
      name,
      description: `Serves the agents of gateway ${gateway}, and who enrols them`,
      code,
      role,
      timeout: core.Duration.seconds(timeoutSeconds),
      logGroup,
      environment: {
        ...digests,
        SALLYPORT_RELAY: relayPlacesText(this, reach, {
          authority: reach.keys.authorityArn,
          agentRole: agents.roleArn,
        }),
      },
    });
    // Open, for agents have no identity of AWS: each call is proved to the handler, by a signature, a code or a registrar's token. CDK lets everyone in
    // by both statements that an open URL asks for (docs.aws.amazon.com/lambda/latest/dg/urls-auth.html).
    const authType = lambda.FunctionUrlAuthType.NONE;
    this.url = handler.addFunctionUrl({ authType, invokeMode: lambda.InvokeMode.RESPONSE_STREAM }).url;
    this.reach = { ...reach, queues: slotQueues(this, config, network?.isIpv6 === true) };
    relayMetrics(this, { gatewayScope, functionName: name, logGroup });
  }
}
