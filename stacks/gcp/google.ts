import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/*
 * The provider is CommonJS (see stacks/aws/cdk.ts), and has a thousand resources: each is taken from its own module, which loads within
 * milliseconds; the whole takes seconds.
 */
export const { CloudRunV2Service } =
  require('@cdktf/provider-google/lib/cloud-run-v2-service/index.js') as typeof import('@cdktf/provider-google/lib/cloud-run-v2-service/index.js');
export const { CloudRunV2ServiceIamMember } =
  require('@cdktf/provider-google/lib/cloud-run-v2-service-iam-member/index.js') as typeof import('@cdktf/provider-google/lib/cloud-run-v2-service-iam-member/index.js');
export const { CloudSchedulerJob } =
  require('@cdktf/provider-google/lib/cloud-scheduler-job/index.js') as typeof import('@cdktf/provider-google/lib/cloud-scheduler-job/index.js');
export const { ComputeAddress } =
  require('@cdktf/provider-google/lib/compute-address/index.js') as typeof import('@cdktf/provider-google/lib/compute-address/index.js');
export const { ComputeForwardingRule } =
  require('@cdktf/provider-google/lib/compute-forwarding-rule/index.js') as typeof import('@cdktf/provider-google/lib/compute-forwarding-rule/index.js');
export const { ComputeNetwork } =
  require('@cdktf/provider-google/lib/compute-network/index.js') as typeof import('@cdktf/provider-google/lib/compute-network/index.js');
export const { ComputeNetworkEndpoint } =
  require('@cdktf/provider-google/lib/compute-network-endpoint/index.js') as typeof import('@cdktf/provider-google/lib/compute-network-endpoint/index.js');
export const { ComputeNetworkEndpointGroup } =
  require('@cdktf/provider-google/lib/compute-network-endpoint-group/index.js') as typeof import('@cdktf/provider-google/lib/compute-network-endpoint-group/index.js');
export const { ComputeNetworkFirewallPolicy } =
  require('@cdktf/provider-google/lib/compute-network-firewall-policy/index.js') as typeof import('@cdktf/provider-google/lib/compute-network-firewall-policy/index.js');
export const { ComputeNetworkFirewallPolicyAssociation } =
  require('@cdktf/provider-google/lib/compute-network-firewall-policy-association/index.js') as typeof import('@cdktf/provider-google/lib/compute-network-firewall-policy-association/index.js');
export const { ComputeNetworkFirewallPolicyRule } =
  require('@cdktf/provider-google/lib/compute-network-firewall-policy-rule/index.js') as typeof import('@cdktf/provider-google/lib/compute-network-firewall-policy-rule/index.js');
export const { ComputeRegionBackendService } =
  require('@cdktf/provider-google/lib/compute-region-backend-service/index.js') as typeof import('@cdktf/provider-google/lib/compute-region-backend-service/index.js');
export const { ComputeRegionHealthCheck } =
  require('@cdktf/provider-google/lib/compute-region-health-check/index.js') as typeof import('@cdktf/provider-google/lib/compute-region-health-check/index.js');
export const { ComputeRegionTargetTcpProxy } =
  require('@cdktf/provider-google/lib/compute-region-target-tcp-proxy/index.js') as typeof import('@cdktf/provider-google/lib/compute-region-target-tcp-proxy/index.js');
export const { ComputeRoute } =
  require('@cdktf/provider-google/lib/compute-route/index.js') as typeof import('@cdktf/provider-google/lib/compute-route/index.js');
export const { ComputeRouter } =
  require('@cdktf/provider-google/lib/compute-router/index.js') as typeof import('@cdktf/provider-google/lib/compute-router/index.js');
export const { ComputeRouterNat } =
  require('@cdktf/provider-google/lib/compute-router-nat/index.js') as typeof import('@cdktf/provider-google/lib/compute-router-nat/index.js');
export const { ComputeSubnetwork } =
  require('@cdktf/provider-google/lib/compute-subnetwork/index.js') as typeof import('@cdktf/provider-google/lib/compute-subnetwork/index.js');
export const { DnsManagedZone } =
  require('@cdktf/provider-google/lib/dns-managed-zone/index.js') as typeof import('@cdktf/provider-google/lib/dns-managed-zone/index.js');
export const { DnsRecordSet } =
  require('@cdktf/provider-google/lib/dns-record-set/index.js') as typeof import('@cdktf/provider-google/lib/dns-record-set/index.js');
export const { GoogleProvider } =
  require('@cdktf/provider-google/lib/provider/index.js') as typeof import('@cdktf/provider-google/lib/provider/index.js');
export const { IamWorkloadIdentityPool } =
  require('@cdktf/provider-google/lib/iam-workload-identity-pool/index.js') as typeof import('@cdktf/provider-google/lib/iam-workload-identity-pool/index.js');
export const { IamWorkloadIdentityPoolProvider } =
  require('@cdktf/provider-google/lib/iam-workload-identity-pool-provider/index.js') as typeof import('@cdktf/provider-google/lib/iam-workload-identity-pool-provider/index.js');
export const { KmsCryptoKeyIamMember } =
  require('@cdktf/provider-google/lib/kms-crypto-key-iam-member/index.js') as typeof import('@cdktf/provider-google/lib/kms-crypto-key-iam-member/index.js');
export const { LoggingMetric } =
  require('@cdktf/provider-google/lib/logging-metric/index.js') as typeof import('@cdktf/provider-google/lib/logging-metric/index.js');
export const { LoggingProjectBucketConfig } =
  require('@cdktf/provider-google/lib/logging-project-bucket-config/index.js') as typeof import('@cdktf/provider-google/lib/logging-project-bucket-config/index.js');
export const { LoggingProjectExclusion } =
  require('@cdktf/provider-google/lib/logging-project-exclusion/index.js') as typeof import('@cdktf/provider-google/lib/logging-project-exclusion/index.js');
export const { LoggingProjectSink } =
  require('@cdktf/provider-google/lib/logging-project-sink/index.js') as typeof import('@cdktf/provider-google/lib/logging-project-sink/index.js');
export const { MonitoringAlertPolicy } =
  require('@cdktf/provider-google/lib/monitoring-alert-policy/index.js') as typeof import('@cdktf/provider-google/lib/monitoring-alert-policy/index.js');
export const { MonitoringDashboard } =
  require('@cdktf/provider-google/lib/monitoring-dashboard/index.js') as typeof import('@cdktf/provider-google/lib/monitoring-dashboard/index.js');
export const { ProjectService } =
  require('@cdktf/provider-google/lib/project-service/index.js') as typeof import('@cdktf/provider-google/lib/project-service/index.js');
export const { PubsubSubscription } =
  require('@cdktf/provider-google/lib/pubsub-subscription/index.js') as typeof import('@cdktf/provider-google/lib/pubsub-subscription/index.js');
export const { PubsubSubscriptionIamMember } =
  require('@cdktf/provider-google/lib/pubsub-subscription-iam-member/index.js') as typeof import('@cdktf/provider-google/lib/pubsub-subscription-iam-member/index.js');
export const { PubsubTopic } =
  require('@cdktf/provider-google/lib/pubsub-topic/index.js') as typeof import('@cdktf/provider-google/lib/pubsub-topic/index.js');
export const { PubsubTopicIamMember } =
  require('@cdktf/provider-google/lib/pubsub-topic-iam-member/index.js') as typeof import('@cdktf/provider-google/lib/pubsub-topic-iam-member/index.js');
export const { SecretManagerSecret } =
  require('@cdktf/provider-google/lib/secret-manager-secret/index.js') as typeof import('@cdktf/provider-google/lib/secret-manager-secret/index.js');
export const { SecretManagerSecretIamMember } =
  require('@cdktf/provider-google/lib/secret-manager-secret-iam-member/index.js') as typeof import('@cdktf/provider-google/lib/secret-manager-secret-iam-member/index.js');
export const { ServiceAccount } =
  require('@cdktf/provider-google/lib/service-account/index.js') as typeof import('@cdktf/provider-google/lib/service-account/index.js');
export const { ServiceAccountIamMember } =
  require('@cdktf/provider-google/lib/service-account-iam-member/index.js') as typeof import('@cdktf/provider-google/lib/service-account-iam-member/index.js');
export const { StorageBucket } =
  require('@cdktf/provider-google/lib/storage-bucket/index.js') as typeof import('@cdktf/provider-google/lib/storage-bucket/index.js');
export const { StorageBucketIamMember } =
  require('@cdktf/provider-google/lib/storage-bucket-iam-member/index.js') as typeof import('@cdktf/provider-google/lib/storage-bucket-iam-member/index.js');
export const { StorageBucketObject } =
  require('@cdktf/provider-google/lib/storage-bucket-object/index.js') as typeof import('@cdktf/provider-google/lib/storage-bucket-object/index.js');
