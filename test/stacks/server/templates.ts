import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const root = join(import.meta.dirname, '../../..');

/** Issuers of tokens in these tests. */
export const vendorIssuer = 'https://auth.elimity.example/';

/** Where telemetry goes. */
export const collectorHost = 'otel.acme.example';

const configuration = (helpdesk: string) => `
gateway: acme
vendor:
  name: elimity
  identity: { jwt: { issuer: ${vendorIssuer}, audience: gateway, claims: { base_url: https://acme.elimity.example } } }
sources:
  desks:
    connector: file
    claims: { source_id: "1" }
    files: [{ path: ./data/desks.csv, entity: { type: desk, id: desk, name: desk } }]
  people:
    connector: sql
    claims: { source_id: "2" }
    database: { sqlite: ./people.sqlite }
    queries: [{ query: "select id, name from people", entity: { type: person, id: id, name: name } }]
  helpdesk:
    connector: openapi
    claims: { source_id: "3" }
    document: ./helpdesk.openapi.yaml
    shapes: ./helpdesk.shapes.yaml
    authentication: bearer
    server: ${helpdesk}
    privateAddresses: [127.0.0.0/8, "::1/128"]
    check: { cron: "* * * * *", timeZone: Europe/Brussels }
  rooms:
    connector: file
    via: relay
    claims: { source_id: "5" }
    files: [{ path: ./data/rooms.csv, entity: { type: room, id: room, name: room } }]
  inner:
    connector: openapi
    via: relay
    claims: { source_id: "6" }
    document: ./helpdesk.openapi.yaml
    shapes: ./helpdesk.shapes.yaml
    authentication: bearer
    server: ${helpdesk}
relay:
  registrars: [{ name: platform-team, issuer: ${vendorIssuer}, audience: sallyport-relay, subject: registrar }]
  agents: { maximum: 1 }
monitoring: { telemetry: { endpoint: https://${collectorHost} } }
deploy:
  gcp: { project: acme-gateway, projectNumber: "123456789012", region: europe-west1 }
  azure: { subscriptionId: 00000000-0000-4000-8000-000000000001, tenantId: 00000000-0000-4000-8000-000000000002, location: westeurope }
`;

// biome-ignore lint/suspicious/noExplicitAny: a resource is whatever its provider says it is
type Resource = Record<string, any>;

/** What a container is started with. */
export interface ContainerSpec {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** What the clouds would be told of a gateway. */
export interface Templates {
  /** The configuration that they are of: a path. */
  readonly configuration: string;
  /** Containers by the name of their service, app or job. */
  readonly gcp: ReadonlyMap<string, ContainerSpec>;
  readonly azure: ReadonlyMap<string, ContainerSpec>;
  /** The packages that Terraform uploads, by the end of their names: `<digest>.tar`. */
  readonly packages: ReadonlyMap<string, Buffer>;
}

/** What only the clouds know, until they have made it. */
const madeByCloud: Readonly<Record<string, string>> = {
  client_id: '7d1d4d5e-1111-4222-8333-444455556666',
  default_domain: 'kindsky-1a2b3c4d.westeurope.azurecontainerapps.io',
  unique_id: '104200000000000000001',
};

/** Resolves a reference as Terraform does: by what the template says of the resource, or what the cloud has made. */
const resolver = (resource: Readonly<Record<string, Readonly<Record<string, Resource>>>>) => {
  const resolve = (text: string): string =>
    text.replace(/\$\{([a-z_0-9]+)\.([\w-]+)\.([a-z_]+)\}/g, (reference, type, id, attribute) => {
      const found = resource[type]?.[id];
      if (type === 'google_pubsub_topic' && attribute === 'id')
        return `projects/acme-gateway/topics/${found?.['name']}`;
      const value = found?.[attribute] ?? madeByCloud[attribute];
      if (found === undefined || typeof value !== 'string') throw new Error(`nobody knows ${reference}`);
      return resolve(value);
    });
  return resolve;
};

const read = (folder: string) => {
  const { resource } = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8'));
  return { resource, resolve: resolver(resource) };
};

const specOf = (resolve: (text: string) => string, command: readonly string[], env: readonly Resource[]) => ({
  command: command.map((part) => {
    if (/[$%]\{/.test(part)) throw new Error('Terraform would fill something in');
    return part;
  }),
  environment: Object.fromEntries(env.map(({ name, value }) => [name, resolve(value)])),
});

const gcpContainers = (folder: string): Templates['gcp'] => {
  const { resource, resolve } = read(folder);
  const services = Object.values<Resource>(resource.google_cloud_run_v2_service);
  return new Map(
    services.map(({ name, template }) => {
      const [{ command, args, env, ports }] = template.containers;
      // Cloud Run itself tells a container where to listen.
      const port = { name: 'PORT', value: String(ports.container_port) };
      return [name, specOf(resolve, [...command, ...args], [...env, port])];
    }),
  );
};

const azureContainers = (folder: string): Templates['azure'] => {
  const { resource, resolve } = read(folder);
  const all = ['azurerm_container_app', 'azurerm_container_app_job'].flatMap((type) =>
    Object.values<Resource>(resource[type]),
  );
  return new Map(
    all.map(({ name, template }) => {
      const [{ command, env }] = template.container;
      return [name, specOf(resolve, command, env)];
    }),
  );
};

/** A SHA-256 and `.tar`. */
const nameLength = 68;

const packagesOf = (folder: string): Templates['packages'] =>
  new Map(
    (readdirSync(join(folder, 'packages'), { recursive: true }) as string[])
      .filter((path) => path.endsWith('.tar'))
      .map((path) => [path.slice(-nameLength), readFileSync(join(folder, 'packages', path))]),
  );

/**
 * Synthesizes a gateway for both clouds by the program that a customer runs, and reads what it says.
 *
 * @param helpdesk where the API of the help desk is
 */
export const synthesizeTemplates = (helpdesk: string): Templates => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-started-'));
  const configurationFile = join(directory, 'sallyport.yaml');
  writeFileSync(configurationFile, configuration(helpdesk));
  for (const name of ['helpdesk.openapi.yaml', 'helpdesk.shapes.yaml'])
    copyFileSync(join(root, 'examples/helpdesk', name), join(directory, name));
  const data = join(directory, 'data');
  mkdirSync(data);
  writeFileSync(join(data, 'desks.csv'), `desk\n${Array.from({ length: 500 }, (_, desk) => `d-${desk}\n`).join('')}`);
  const database = new DatabaseSync(join(directory, 'people.sqlite'));
  database.exec(
    `create table people (id text, name text); insert into people values ('1', 'Ada'), ('2', 'Bo'), ('3', 'Cy')`,
  );
  database.close();
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'bin/terraform.ts')], {
    cwd: directory,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const [gcp, azure] = ['acme-gcp', 'acme-azure'].map((stack) => join(directory, 'cdktf.out/stacks', stack));
  return {
    configuration: configurationFile,
    gcp: gcpContainers(gcp!),
    azure: azureContainers(azure!),
    packages: packagesOf(gcp!),
  };
};
