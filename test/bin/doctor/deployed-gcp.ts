import type { GoogleCloud } from '../../standins/google-cloud/google-cloud.ts';
import { type Known, resources } from '../../trust/terraform-document.ts';
import { allResolved, environmentIn, synthesized } from './synthesized.ts';

const pool = 'projects/123456789012/locations/global/workloadIdentityPools/vendor-acme';
const vendor = 'acme--vendor@acme-gateway.iam.gserviceaccount.com';
const scheduler = 'acme--scheduler@acme-gateway.iam.gserviceaccount.com';

/** What only Google knows of what it made. */
const known: Known = {
  'google_iam_workload_identity_pool.VendorPool.name': pool,
  'google_iam_workload_identity_pool.VendorPool.workload_identity_pool_id': 'vendor-acme',
  'google_service_account.Vendor.name': vendor,
  'google_service_account.Vendor.email': vendor,
  'google_service_account.Vendor.member': `serviceAccount:${vendor}`,
  'google_service_account.Vendor.unique_id': '117700000000000000000',
  'google_service_account.Scheduler.email': scheduler,
  'google_service_account.Scheduler.member': `serviceAccount:${scheduler}`,
  'google_service_account.Scheduler.unique_id': '118800000000000000000',
  'google_pubsub_topic.DeadLetters.id': 'projects/acme-gateway/topics/acme-dead-letters',
};

/** Puts into a cloud what Terraform would make there of a configuration. */
export const deployGcp = (file: string, cloud: GoogleCloud): void => {
  const document = synthesized('gcp', file);
  const names: Record<string, string> = {};
  for (const [id, { name, email }] of Object.entries({
    ...document.resource['google_cloud_run_v2_service'],
    ...document.resource['google_storage_bucket'],
  })) {
    names[`google_cloud_run_v2_service.${id}.name`] = name;
    names[`google_storage_bucket.${id}.name`] = name;
    names[`email.${id}`] = email;
  }
  for (const [id, { account_id: account }] of Object.entries(document.resource['google_service_account'] ?? {})) {
    const email = `${account}@acme-gateway.iam.gserviceaccount.com`;
    names[`google_service_account.${id}.email`] = email;
    names[`google_service_account.${id}.name`] = `projects/acme-gateway/serviceAccounts/${email}`;
    names[`google_service_account.${id}.member`] = `serviceAccount:${email}`;
  }
  const all = { ...names, ...known };
  const members = allResolved(
    resources(document, 'google_cloud_run_v2_service_iam_member').map(({ name, role, member }) => ({
      name,
      role,
      member,
    })),
    all,
  );
  for (const service of resources(document, 'google_cloud_run_v2_service')) {
    const { name, template, invoker_iam_disabled, custom_audiences = [] } = service;
    const place = `projects/acme-gateway/locations/europe-west1/services/${name}`;
    const environment = environmentIn(allResolved(template.containers[0].env, all));
    cloud.services.set(place, environment);
    const own = members.filter((each) => each.name === name);
    const bindings = own.length > 0 ? [{ role: 'roles/run.invoker', members: own.map(({ member }) => member) }] : [];
    cloud.doors.set(place, {
      invokerIamDisabled: invoker_iam_disabled,
      customAudiences: allResolved(custom_audiences, all),
      ...(bindings.length > 0 && { bindings }),
    });
    const { SALLYPORT_SECRET: secret, SALLYPORT_KEY_SECRET: key } = environment;
    for (const bucket of [environment['SALLYPORT_STATE'], environment['SALLYPORT_KEY_STATE']])
      if (bucket) cloud.storage.buckets.set(bucket, new Map());
    for (const each of [secret, key]) if (each) cloud.secretManager.secrets.set(each, []);
  }
  cloud.iam.pools.set(
    pool,
    resources(document, 'google_iam_workload_identity_pool_provider').map((provider) => {
      const {
        workload_identity_pool_provider_id: id,
        attribute_mapping,
        attribute_condition,
        aws,
        oidc,
      } = allResolved(provider, all);
      return {
        name: `${pool}/providers/${id}`,
        state: 'ACTIVE',
        attributeMapping: attribute_mapping,
        attributeCondition: attribute_condition,
        ...(aws && { aws: { accountId: aws.account_id } }),
        ...(oidc && { oidc: { issuerUri: oidc.issuer_uri, allowedAudiences: oidc.allowed_audiences } }),
      };
    }),
  );
  const creators = allResolved(
    resources(document, 'google_service_account_iam_member').map(({ role, member, service_account_id: on }) => ({
      role,
      member,
      on,
    })),
    all,
  ).filter(({ on }) => on === vendor);
  const bindings = creators.map(({ role, member }) => ({ role, members: [member] }));
  cloud.iam.accounts.set(vendor, { uniqueId: all['google_service_account.Vendor.unique_id']!, bindings });
  cloud.iam.accounts.set(scheduler, { uniqueId: all['google_service_account.Scheduler.unique_id']!, bindings: [] });
};
