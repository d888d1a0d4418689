/** Permissions of a type of resource, by how they can be narrowed. */
export interface GcpRights {
  /** On the whole project: what makes things, and what has no name in a condition of IAM. */
  readonly project?: readonly string[];
  /** On buckets and secrets whose names begin with the gateway's (docs.cloud.google.com/iam/docs/conditions-resource-attributes). */
  readonly named?: readonly string[];
  /** On the customer's own key. */
  readonly key?: readonly string[];
  /** A role of Google's own, where its permissions may not be in one of ours. */
  readonly role?: string;
}

const all = (resource: string, ...verbs: string[]): readonly string[] => verbs.map((verb) => `${resource}.${verb}`);

const policy = ['getIamPolicy', 'setIamPolicy'];
const made = ['create', 'delete', 'get', 'update'];
const fixed = ['create', 'delete', 'get'];

/** Whoever has something run as an account must be let act as it, and accounts have no names in conditions. */
const actAs = 'iam.serviceAccounts.actAs';
const globalOperation = 'compute.globalOperations.get';
const regionOperation = 'compute.regionOperations.get';
const zoneOperation = 'compute.zoneOperations.get';
const inNetwork = ['compute.networks.get', 'compute.networks.updatePolicy', 'compute.networks.use'];
const inSubnetwork = ['compute.subnetworks.get', 'compute.subnetworks.use'];

/**
 * What Terraform's provider calls to create, read, update and delete each type of resource, as permissions
 * (docs.cloud.google.com/iam/docs/roles-permissions, and the reference of each API; November 2026). None of them reads a value of a secret,
 * and none is of the project's own policy: every role that the gateway gives is on one thing.
 */
export const gcpRights: Readonly<Record<string, GcpRights>> = {
  google_cloud_run_v2_service: {
    // That the handler and not Cloud Run looks at the caller is a decision about who may call
    // (docs.cloud.google.com/run/docs/securing/managing-access#invoker_check).
    project: [...all('run.services', ...made, 'setIamPolicy'), 'run.operations.get', actAs],
  },
  google_cloud_run_v2_service_iam_member: { project: all('run.services', 'get', ...policy) },
  google_cloud_scheduler_job: { project: [...all('cloudscheduler.jobs', ...made, 'enable', 'pause'), actAs] },
  google_compute_address: {
    project: [
      ...all('compute.addresses', ...fixed, 'createInternal', 'deleteInternal', 'setLabels', 'use', 'useInternal'),
      ...inSubnetwork,
      regionOperation,
    ],
  },
  google_compute_forwarding_rule: {
    project: [
      ...all('compute.forwardingRules', ...made, 'setLabels', 'setTarget'),
      'compute.addresses.use',
      'compute.addresses.useInternal',
      'compute.regionTargetTcpProxies.use',
      ...inNetwork,
      ...inSubnetwork,
      regionOperation,
    ],
  },
  google_compute_network: {
    project: [
      ...all('compute.networks', ...made, 'updatePolicy'),
      // It is made without the routes that Google adds.
      ...all('compute.routes', 'delete', 'list'),
      globalOperation,
    ],
  },
  google_compute_network_endpoint: {
    project: [
      ...all('compute.networkEndpointGroups', 'attachNetworkEndpoints', 'detachNetworkEndpoints', 'get', 'list'),
      zoneOperation,
    ],
  },
  google_compute_network_endpoint_group: {
    project: [...all('compute.networkEndpointGroups', ...fixed), ...inNetwork, zoneOperation],
  },
  google_compute_network_firewall_policy: {
    project: [...all('compute.firewallPolicies', ...made), globalOperation],
  },
  google_compute_network_firewall_policy_association: {
    project: [...all('compute.firewallPolicies', 'get', 'use'), 'compute.networks.setFirewallPolicy', globalOperation],
  },
  google_compute_network_firewall_policy_rule: {
    project: [...all('compute.firewallPolicies', 'get', 'update'), globalOperation],
  },
  google_compute_region_backend_service: {
    project: [
      ...all('compute.regionBackendServices', ...made),
      'compute.networkEndpointGroups.use',
      'compute.regionHealthChecks.useReadOnly',
      regionOperation,
    ],
  },
  google_compute_region_health_check: { project: [...all('compute.regionHealthChecks', ...made), regionOperation] },
  google_compute_region_target_tcp_proxy: {
    project: [...all('compute.regionTargetTcpProxies', ...fixed), 'compute.regionBackendServices.use', regionOperation],
  },
  google_compute_route: { project: [...all('compute.routes', ...fixed), ...inNetwork, globalOperation] },
  google_compute_router: { project: [...all('compute.routers', ...made), ...inNetwork, regionOperation] },
  google_compute_router_nat: {
    project: [...all('compute.routers', 'get', 'update'), 'compute.addresses.use', ...inSubnetwork, regionOperation],
  },
  google_compute_subnetwork: {
    project: [
      ...all('compute.subnetworks', ...made, 'expandIpCidrRange', 'setPrivateIpGoogleAccess'),
      ...inNetwork,
      regionOperation,
    ],
  },
  google_dns_managed_zone: {
    project: [...all('dns.managedZones', ...made), 'dns.networks.bindPrivateDNSZone', 'compute.networks.get'],
  },
  google_dns_record_set: {
    project: [...all('dns.resourceRecordSets', ...made, 'list'), ...all('dns.changes', 'create', 'get')],
  },
  // Whether its permissions may be in a role of ours Google's pages say neither so nor otherwise.
  google_iam_workload_identity_pool: { role: 'roles/iam.workloadIdentityPoolAdmin' },
  google_iam_workload_identity_pool_provider: { role: 'roles/iam.workloadIdentityPoolAdmin' },
  google_kms_crypto_key_iam_member: { key: all('cloudkms.cryptoKeys', ...policy) },
  google_logging_metric: { project: all('logging.logMetrics', ...made) },
  google_logging_project_bucket_config: { project: all('logging.buckets', ...made, 'undelete') },
  google_logging_project_exclusion: { project: all('logging.exclusions', ...made) },
  google_logging_project_sink: { project: all('logging.sinks', ...made) },
  google_monitoring_alert_policy: { project: all('monitoring.alertPolicies', ...made) },
  google_monitoring_dashboard: { project: all('monitoring.dashboards', ...made) },
  google_project_service: {
    project: [
      ...all('serviceusage.services', 'enable', 'get', 'list'),
      'serviceusage.operations.get',
      'resourcemanager.projects.get',
    ],
  },
  google_pubsub_subscription: {
    // The bell of a sync calls its service as the scheduler's account.
    project: [...all('pubsub.subscriptions', ...made), 'pubsub.topics.attachSubscription', actAs],
  },
  google_pubsub_subscription_iam_member: { project: all('pubsub.subscriptions', 'get', ...policy) },
  google_pubsub_topic: { project: all('pubsub.topics', ...made) },
  google_pubsub_topic_iam_member: { project: all('pubsub.topics', 'get', ...policy) },
  google_secret_manager_secret: {
    project: ['secretmanager.secrets.create'],
    named: all('secretmanager.secrets', 'delete', 'get', 'update'),
  },
  google_secret_manager_secret_iam_member: { named: all('secretmanager.secrets', 'get', ...policy) },
  google_service_account: { project: all('iam.serviceAccounts', ...made) },
  google_service_account_iam_member: { project: all('iam.serviceAccounts', 'get', ...policy) },
  google_storage_bucket: {
    project: ['storage.buckets.create'],
    // What is in it goes with it.
    named: [...all('storage.buckets', 'delete', 'get', 'update'), ...all('storage.objects', 'delete', 'list')],
  },
  google_storage_bucket_iam_member: { named: all('storage.buckets', 'get', ...policy) },
  google_storage_bucket_object: { named: all('storage.objects', ...made) },
};
