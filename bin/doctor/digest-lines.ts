import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleHandlerOnce, writeHandler } from '../../stacks/bundle.ts';
import { documentDigests } from '../../stacks/digests.ts';
import { sourceArchives, syncArchives } from '../../stacks/server/archive.ts';
import { sourceText, syncText } from '../../stacks/source-package.ts';
import type { Configured } from '../configured-source.ts';
import { isSync } from '../configured-sync.ts';
import type { Environment } from './examined-host.ts';
import { failed, type Line, ok } from './line.ts';

/** What would be deployed of a source now, as variables of its environment. */
export type ExpectedDigests = (owner: Configured) => Environment;

/**
 * Makes the digests of what would be deployed now. The handler is bundled once. On Google Cloud and Azure the whole package has one too, data
 * included; the one that AWS has is that of a ZIP, which is made only when it is uploaded.
 */
export const expectedDigests = (host: 'aws' | 'gcp' | 'azure'): ExpectedDigests => {
  const files = bundleHandlerOnce(host === 'aws' ? 'aws' : 'server');
  const digestsOf = documentDigests(files);
  return ({ config, name, directory, requirements }) => {
    const { hosts } = requirements;
    const [textOf, archivesOf] = isSync(config, name) ? [syncText, syncArchives] : [sourceText, sourceArchives];
    const digests = { ...digestsOf(textOf({ config, name, hosts })) };
    if (host === 'aws') return digests;
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-doctor-'));
    try {
      writeHandler(files, folder);
      const { sha256 } = archivesOf(folder)({ config, name, hosts, directory, files: requirements.files });
      return { ...digests, SALLYPORT_BUNDLE_SHA256: sha256 };
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
};

/** What each digest is of. */
const subjects = {
  SALLYPORT_CONFIGURATION_SHA256: ['configuration', "the source's part of the configuration"],
  SALLYPORT_HANDLER_SHA256: ['handler', 'the handler of this package'],
  SALLYPORT_BUNDLE_SHA256: ['package', 'the package with its data'],
} as const;

/** Whether what is deployed is what would be deployed now. */
export const digestLines = (deployed: Environment, expected: Environment, deploys: string): readonly Line[] =>
  Object.entries(subjects)
    .filter(([name]) => expected[name] !== undefined)
    .map(([name, [what, subject]]) => {
      const [found, wanted] = [deployed[name], expected[name]!];
      if (found === wanted) return ok(what, `${subject} is what is deployed (${short(wanted)})`);
      const says = found === undefined ? 'does not say which it is' : `is ${short(found)}`;
      return failed(
        what,
        `deployed ${what} differs: it ${says}, here it is ${short(wanted)}`,
        `deploy again: ${deploys}`,
      );
    });

const short = (digest: string): string => (/^[0-9a-f]{64}$/.test(digest) ? digest.slice(0, 12) : 'no digest');
