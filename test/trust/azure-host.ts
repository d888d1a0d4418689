import type { Config } from '../../config/config.ts';
import { type Attempt, atHandler, isProof, type Outcome } from './attempt.ts';
import { deployment } from './identities.ts';
import { type Known, type Resource, resources, type TerraformDocument, variable } from './terraform-document.ts';
import type { Token } from './tokens.ts';

const application = '3f6b1c52-9d0e-4a7b-8c11-5e2d7f9a0b34';
const principals: Readonly<Record<string, string>> = {
  'Vendor-aws': 'a0000000-0000-4000-8000-000000000001',
  'Vendor-google': 'a0000000-0000-4000-8000-000000000002',
  'Vendor-jwt': 'a0000000-0000-4000-8000-000000000003',
};
const neighbour = 'a0000000-0000-4000-8000-00000000000f';

const known: Known = {
  'azuread_application.VendorApplication.client_id': application,
  'azurerm_container_app_environment.Environment.default_domain': 'salty-sand-1234.westeurope.azurecontainerapps.io',
  ...Object.fromEntries(
    Object.entries(principals).map(([name, id]) => [`azurerm_user_assigned_identity.${name}.principal_id`, id]),
  ),
};

/** Whether a federated credential takes a token: its three fields, each exactly. One that is gone takes anything. */
const takes = ({ issuer, subject, audience }: Resource, { claims }: Token): boolean => {
  if (audience !== undefined && audience.length !== 1) throw new Error('a credential has one audience');
  const { iss, sub, aud } = claims;
  return (issuer ?? iss) === iss && (subject ?? sub) === sub && (audience?.[0] ?? aud) === aud;
};

/** The identity whose credential takes the token of an attempt. */
const identityFor = (document: TerraformDocument, { as, token }: Attempt): string | undefined => {
  if (as === 'neighbour') return neighbour;
  if (!isProof(token)) return undefined;
  const credential = resources(document, 'azurerm_federated_identity_credential').find((each) => takes(each, token));
  const [, name = ''] = /^\$\{azurerm_user_assigned_identity\.([\w-]+)\.id\}$/.exec(credential?.['parent_id']) ?? [];
  return principals[name];
};

/** Whether Entra gives a principal tokens for the application. */
const isAssigned = (document: TerraformDocument, principal: string): boolean => {
  const [service] = resources(document, 'azuread_service_principal');
  if (service?.['app_role_assignment_required'] !== true) return service !== undefined;
  return resources(document, 'azuread_app_role_assignment').some(
    ({ principal_object_id: id }) => known[/^\$\{(.+)\}$/.exec(id)?.[1] ?? ''] === principal,
  );
};

/** A token of the customer's tenant for whoever may have one. */
const exchanged = (document: TerraformDocument, attempt: Attempt): Token | 'entra' => {
  const oid = identityFor(document, attempt);
  const { asked = application } = attempt;
  if (oid === undefined || (asked === application && !isAssigned(document, oid))) return 'entra';
  const { tenantId: tid } = deployment;
  const claims = { iss: `https://login.microsoftonline.com/${tid}/v2.0`, aud: asked, tid, oid, sub: oid };
  return { claims, expired: false, forged: false };
};

/** What becomes of an attempt: Entra, the handler. */
export const callAzure = async (config: Config, document: TerraformDocument, attempt: Attempt): Promise<Outcome> => {
  const { as } = attempt;
  const isDirect = as === 'entraWorkload' || config.vendor.profile === 'bearer';
  const token = as === 'nobody' ? undefined : isDirect ? attempt.token : exchanged(document, attempt);
  if (token === 'entra') return token;
  const environment = resources(document, 'azurerm_container_app')[0]!['template'].container[0].env;
  const callers = variable(environment, 'SALLYPORT_CALLERS', known);
  return atHandler({ config, options: { callers }, token, externalId: attempt.externalId });
};
