import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [subscriptionId, tenantId] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];

const deployments = {
  aws: 'aws: { region: eu-west-1 }',
  gcp: 'gcp: { project: acme-gateway, projectNumber: "123456789012", region: europe-west1 }',
  azure: `azure: { subscriptionId: ${subscriptionId}, tenantId: ${tenantId}, location: westeurope }`,
} as const;

/** Of all kinds. */
export const everyIdentity = `
    awsRole: { arn: "arn:aws:iam::111122223333:role/tenants/tenant-acme", externalId: acme-7f3c9b2e5b1d4086, issuer: "https://0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9.tokens.sts.global.api.aws" }
    googleServiceAccount: { uniqueId: "104200000000000000000", audience: https://acme.example/gateway, email: caller@vendor-prod.iam.gserviceaccount.com }
    entraWorkload: { tenantId: 1b4e28ba-2fa1-41d2-883f-0016d3cca427, objectId: 6fa459ea-ee8a-4ca4-894e-db77e160355e, audience: api://acme-gateway }
    jwt: { issuer: https://auth.vendor.example/, audience: acme-gateway, subject: tenant-acme, urlClaim: null }`;

const bearer = `
    jwt: { issuer: https://auth.vendor.example/, audience: gateway, claims: { base_url: https://acme.vendor.example } }`;

const shapes = `
server: https://tickets.example.com
endpoints:
  GET /tickets:
    answer: { type: object, properties: { id: { type: string } } }
`;

/** What a configuration says in a test of the doctor. */
export interface DoctorConfig {
  readonly deploy: readonly (keyof typeof deployments)[];
  /** @default - the vendor's own issuer */
  readonly identity?: string;
  readonly profile?: 'bearer' | 'platform';
  /** Of the source with a secret. @default - nothing */
  readonly tickets?: string;
  /** @default - nothing */
  readonly rest?: string;
}

/** A folder with a configuration of two sources: files that are tried every hour, and an API with a secret. */
export const doctorWorkspace = ({
  deploy,
  identity = bearer,
  profile = 'bearer',
  tickets = '',
  rest = '',
}: DoctorConfig) => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-doctor-')));
  const config = join(directory, 'sallyport.yaml');
  const write = (more = ''): void =>
    writeFileSync(
      config,
      `gateway: acme
vendor:
  name: analytics
  profile: ${profile}
  identity:${identity}
sources:
  desks:
    connector: file
    files: [{ path: ./desks.csv, entity: { type: desk, id: desk, name: desk } }]
    check: { cron: "0 * * * *", timeZone: Europe/Brussels }${more}
  tickets:
    connector: openapi
    shapes: ./tickets.shapes.yaml
    authentication: bearer${tickets}
deploy: { ${deploy.map((host) => deployments[host]).join(', ')} }
${rest}`,
    );
  write();
  writeFileSync(join(directory, 'desks.csv'), 'desk\n1\n');
  writeFileSync(join(directory, 'tickets.shapes.yaml'), shapes);
  return {
    directory,
    config,
    /** Changes what the source of files is configured with. */
    change: (more: string) => write(`\n    ${more}`),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
};

/** One of those folders. */
export type DoctorWorkspace = ReturnType<typeof doctorWorkspace>;
