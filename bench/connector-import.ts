import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourceDocument } from '../config/config.ts';
import { parseConfig } from '../config/load.ts';
import type { DefinedSource } from '../connectors/defined/defined-source.ts';
import { connectors } from '../connectors/index.ts';
import { countFrames } from './frame-counter.ts';
import { withServer } from './measured-server.ts';
import { atMost, beside, type Measurement, median, repeat } from './measurement.ts';

const people = 1_000_000;
const pageMilliseconds = 20;
const runs = 3;
const clientId = '4a3f2e1d-0000-4000-8000-00000000000a';
const tenantId = '3aa4a235-b6e2-48d5-9195-7fcf05b459b0';
const clientSecret = 'CANARY-client-secret';

const document = sourceDocument(
  parseConfig(
    `
gateway: bench
vendor: { name: vendor, identity: { jwt: { issuer: https://issuer.example/, audience: gateway, claims: { tenant: acme } } } }
sources:
  directory:
    connector: entra-id
    serve: [import]
    claims: { source_id: "1" }
    tenantId: ${tenantId}
    clientId: ${clientId}
    authentication: clientSecret
    read: [users]
`,
    'bench.yaml',
    connectors,
  ),
  'directory',
);

/** All pages one after the other, as they are asked for and nothing else: what any import takes at least. */
const pagesAlone = async (origin: string): Promise<{ readonly seconds: number; readonly pages: number }> => {
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: 'https://graph.microsoft.com/.default',
  };
  const answer = await fetch(`${origin}/login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const { request } = (document.source.options as unknown as DefinedSource).plan.lists[0]!;
  let next: string | undefined = `${request.server}${request.path}?${new URLSearchParams(request.query)}`;
  const began = performance.now();
  let pages = 0;
  for (; next !== undefined; pages++) {
    const page = await fetch(next.replace('https://', `${origin}/`), { headers: { authorization: `Bearer ${token}` } });
    const text = await page.text();
    if (page.status !== 200) throw new Error(`the stand-in answered ${page.status}: ${text}`);
    next = /"@odata\.nextLink":"([^"]+)"/.exec(text)?.[1];
  }
  return { seconds: (performance.now() - began) / 1_000, pages };
};

/** A million users of Entra ID, 999 a page, each page 20 ms away: the whole gateway, and the pages alone. */
export async function* connectorImport(): AsyncGenerator<Measurement> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-bench-connector-'));
  try {
    const all = await repeat(runs, () =>
      withServer(
        'graph',
        [tenantId, clientId, clientSecret, String(people), String(pageMilliseconds)],
        async (origin) => {
          // The first time, the stand-in makes its pages.
          await pagesAlone(origin);
          const alone = await pagesAlone(origin);
          const args = [directory, JSON.stringify(document), origin, JSON.stringify({ client_secret: clientSecret })];
          const { result, usage } = await withServer('defined', args, (url) => countFrames(url, 'proto'));
          return { alone, seconds: result.seconds, items: result.frames - 1, usage };
        },
      ),
    );
    const each = all.map(({ result }) => result);
    yield beside('connectors.pages', each[0]!.alone.pages, 'pages');
    yield beside('connectors.items', each[0]!.items, 'items');
    yield beside('connectors.pages-alone', median(each.map(({ alone }) => alone.seconds)), 's');
    yield atMost(
      'connectors.of-pages-alone',
      median(each.map(({ alone, seconds }) => seconds / alone.seconds)),
      'x',
      1.15,
    );
    yield atMost('connectors.peak', median(each.map(({ usage }) => usage.peakMebibytes)), 'MiB', 150);
    yield beside('connectors.cpu', median(each.map(({ usage }) => usage.cpuSeconds)), 'CPU s');
  } finally {
    await rm(directory, { recursive: true });
  }
}
