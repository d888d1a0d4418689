import { type AwsDocument, trustStatements } from './aws-host.ts';
import type { TrustStatement } from './evaluators/aws-policy.ts';
import type { Gateway } from './gateways.ts';
import { type Resource, resources, type TerraformDocument } from './terraform-document.ts';

/** One condition less, or one door more. */
export interface Mutation {
  readonly title: string;
  /** Changes a document that is nobody else's. */
  readonly apply: (gateway: Gateway) => void;
}

/** Every way to drop one condition of a gateway's documents, found in the documents themselves. */
export const mutations = (gateway: Gateway): readonly Mutation[] => {
  if (gateway.host === 'aws') return awsMutations(gateway.document);
  return gateway.host === 'gcp' ? gcpMutations(gateway.document) : azureMutations(gateway.document);
};

const drop = (object: object, key: string): void => {
  delete (object as Record<string, unknown>)[key];
};

const onAws = (title: string, apply: (document: AwsDocument) => void): Mutation => ({
  title,
  apply: (gateway) => apply(gateway.document as AwsDocument),
});

const awsMutations = (document: AwsDocument): readonly Mutation[] => [
  ...trustStatements(document).flatMap(({ Condition = {} }: TrustStatement, index) =>
    Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.keys(keys).map((key) =>
        onAws(`statement ${index} without ${key}`, (copy) =>
          drop(trustStatements(copy)[index]!.Condition![operator]!, key),
        ),
      ),
    ),
  ),
  ...Object.entries(document.parent.Resources)
    .filter(([, { Type }]) => Type === 'AWS::IAM::OIDCProvider')
    .map(([id]) =>
      onAws(`${id} for any audience`, ({ parent }) =>
        parent.Resources[id]!.Properties['ClientIdList'].push('https://elsewhere.example'),
      ),
    ),
  ...Object.entries(document.source.Resources)
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Permission')
    .map(([id]) => onAws(`no ${id}`, ({ source }) => drop(source.Resources, id))),
  onAws('a URL that asks for no signature', ({ source }) => {
    const url = Object.values(source.Resources).find(({ Type }) => Type === 'AWS::Lambda::Url');
    url!.Properties['AuthType'] = 'NONE';
  }),
];

const onTerraform = (title: string, apply: (document: TerraformDocument) => void): Mutation => ({
  title,
  apply: (gateway) => apply(gateway.document as TerraformDocument),
});

/** A change of one resource. */
const onResource = (type: string, name: string, title: string, apply: (resource: Resource) => void): Mutation =>
  onTerraform(`${name} ${title}`, ({ resource }) => apply(resource[type]![name]!));

const eachOf = (
  { resource }: TerraformDocument,
  type: string,
  mutate: (name: string, each: Resource) => readonly Mutation[],
): readonly Mutation[] => Object.entries(resource[type] ?? {}).flatMap(([name, each]) => mutate(name, each));

const removed = (type: string, name: string): Mutation =>
  onTerraform(`no ${name}`, ({ resource }) => drop(resource[type]!, name));

const gcpMutations = (document: TerraformDocument): readonly Mutation[] => {
  const provider = 'google_iam_workload_identity_pool_provider';
  const service = 'google_cloud_run_v2_service';
  const invoker = 'google_cloud_run_v2_service_iam_member';
  const binding = 'google_service_account_iam_member';
  return [
    ...eachOf(document, provider, (name, { attribute_condition: condition, oidc }) => [
      onResource(provider, name, 'without a condition', (each) => drop(each, 'attribute_condition')),
      ...condition.split(' && ').map((clause: string, index: number, all: string[]) =>
        onResource(provider, name, `without ${clause.slice(0, 13)}`, (each) => {
          const rest = all.filter((_, other) => other !== index).join(' && ');
          if (rest === '') drop(each, 'attribute_condition');
          else each['attribute_condition'] = rest;
        }),
      ),
      ...(oidc
        ? [onResource(provider, name, 'for any audience', (each) => drop(each['oidc'], 'allowed_audiences'))]
        : []),
    ]),
    ...eachOf(document, binding, (name) => [removed(binding, name)]),
    ...eachOf(document, invoker, (name) => [
      removed(invoker, name),
      onResource(invoker, name, 'for everyone', (each) => {
        each['member'] = 'allUsers';
      }),
    ]),
    ...eachOf(document, service, (name) => [
      onResource(service, name, 'without a check of invokers', (each) => {
        each['invoker_iam_disabled'] = true;
      }),
      onResource(service, name, 'without audiences', (each) => drop(each, 'custom_audiences')),
      ...callerMutations(document, service, name, gcpEnvironment),
    ]),
  ];
};

const azureMutations = (document: TerraformDocument): readonly Mutation[] => {
  const credential = 'azurerm_federated_identity_credential';
  const assignment = 'azuread_app_role_assignment';
  const principal = 'azuread_service_principal';
  const app = 'azurerm_container_app';
  return [
    ...eachOf(document, credential, (name) =>
      ['issuer', 'subject', 'audience'].map((field) =>
        onResource(credential, name, `for any ${field}`, (each) => drop(each, field)),
      ),
    ),
    ...eachOf(document, assignment, (name) => [removed(assignment, name)]),
    ...eachOf(document, principal, (name) => [
      onResource(principal, name, 'without assignments', (each) => {
        each['app_role_assignment_required'] = false;
      }),
    ]),
    ...eachOf(document, app, (name) => callerMutations(document, app, name, azureEnvironment)),
  ];
};

type EnvironmentOf = (resource: Resource) => Resource[];
const gcpEnvironment: EnvironmentOf = ({ template }) => template.containers[0].env;
const azureEnvironment: EnvironmentOf = ({ template }) => template.container[0].env;

const callersOf = (environment: Resource[]): Resource =>
  environment.find(({ name }) => name === 'SALLYPORT_CALLERS') ?? { value: '[]' };

/** What the handler is told: every entry, and every claim and external id of it. */
const callerMutations = (
  document: TerraformDocument,
  type: string,
  name: string,
  environmentOf: EnvironmentOf,
): readonly Mutation[] => {
  const entries: Resource[] = JSON.parse(callersOf(environmentOf(document.resource[type]![name]!))['value']);
  const change = (title: string, apply: (copy: Resource[]) => void): Mutation =>
    onResource(type, name, `whose caller ${title}`, (each) => {
      const variable = callersOf(environmentOf(each));
      const copy = JSON.parse(variable['value']);
      apply(copy);
      variable['value'] = JSON.stringify(copy);
    });
  return entries.flatMap(({ claims, externalId }, index) => [
    change(`${index} is missing`, (copy) => copy.splice(index, 1)),
    ...Object.keys(claims).map((claim) =>
      change(`${index} may have any ${claim}`, (copy) => drop(copy[index]!['claims'], claim)),
    ),
    ...(externalId === undefined
      ? []
      : [change(`${index} needs no external id`, (copy) => drop(copy[index]!, 'externalId'))]),
  ]);
};

/** Bindings that take every identity of the pool. */
export const widenedBindings: Mutation = onTerraform('bindings for the whole pool', (document) => {
  for (const binding of resources(document, 'google_service_account_iam_member'))
    binding['member'] = binding['member'].replace('principal:', 'principalSet:').replace(/\/subject\/.*$/, '/*');
});
