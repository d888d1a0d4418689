import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atMost, beside, type Measurement, median, repeat } from './measurement.ts';

const root = join(import.meta.dirname, '..');
const runs = 5;
const many = 60;

/** A configuration for both clouds. Its sources serve imports and their API, keep tokens, and are tried on a schedule. */
const configuration = (sources: number): string => `
gateway: bench
vendor:
  name: vendor
  identity: { jwt: { issuer: https://auth.vendor.example/, audience: gateway } }
sources:
${Array.from(
  { length: sources },
  (_, index) =>
    `  directory-n${index + 1}: { connector: entra-id, tenantId: 1b4e28ba-2fa1-41d2-883f-0016d3cca427, claims: { source_id: "${index + 1}" }, check: { cron: "0 6 * * *", timeZone: Europe/Brussels } }`,
).join('\n')}
network: { egress: nat }
deploy:
  gcp: { project: acme-gateway, projectNumber: "123456789012", region: europe-west1 }
  azure: { subscriptionId: 00000000-0000-4000-8000-000000000001, tenantId: 00000000-0000-4000-8000-000000000002, location: westeurope }
`;

/** Seconds that `node bin/terraform.ts` takes for a configuration. */
const synthesize = async (folder: string, sources: number): Promise<number> => {
  const config = join(folder, `${sources}.yaml`);
  await writeFile(config, configuration(sources));
  const outdir = await mkdtemp(join(folder, 'out-'));
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'bin/terraform.ts')], {
    cwd: root,
    env: { ...process.env, SALLYPORT_CONFIG: config, CDKTF_OUTDIR: outdir },
    encoding: 'utf8',
  });
  const seconds = (performance.now() - began) / 1_000;
  await rm(outdir, { recursive: true });
  if (status !== 0) throw new Error(`bin/terraform.ts failed: ${stderr}`);
  return seconds;
};

/** Synthesis for Google Cloud and Azure together: of one source, and of many, in turn. */
export async function* terraform(): AsyncGenerator<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-terraform-'));
  try {
    const pairs = await repeat(runs, async () => ({
      one: await synthesize(folder, 1),
      many: await synthesize(folder, many),
    }));
    yield atMost('terraform.both-clouds', median(pairs.map(({ one }) => one)), 's', 3);
    yield beside(`terraform.both-clouds.${many}-sources`, median(pairs.map((pair) => pair.many)), 's');
    yield atMost(`terraform.${many}-sources-of-one`, median(pairs.map((pair) => pair.many / pair.one)), 'x', 2);
  } finally {
    await rm(folder, { recursive: true });
  }
}
