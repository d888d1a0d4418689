import type { AdministeredSecrets } from '../administered-secrets.ts';
import { formatSecret } from '../format-secret.ts';
import { parseSecret } from '../parse-secret.ts';
import type { RestClient } from '../rest-client.ts';
import { secretChanged } from '../secret-changed.ts';
import { secretManager } from './secret-manager.ts';

/**
 * A source's secret in Google Secret Manager, for the administrator who enters it.
 *
 * Versions are numbered one after the other, so of several writers the one wins whose version comes right after the one that was read.
 * Who comes later makes the winner's text the last version again. A console knows nothing of that, so the version is looked at once more
 * right before.
 *
 * @param name `projects/<project>/secrets/<secret>`
 */
export const gcpAdministeredSecrets = (client: RestClient, name: string): AdministeredSecrets => {
  const secret = secretManager({ client, name, kind: 'secret' });
  return {
    async read() {
      const found = await secret.access('latest');
      if (!found) return { fields: {}, version: '0', changedAt: undefined };
      const fields = parseSecret(found.text);
      return { fields, version: String(found.number), changedAt: await secret.madeAt(found.number) };
    },
    async write(fields, after) {
      const text = formatSecret(fields);
      const before = await secret.access('latest');
      if (String(before?.number ?? 0) !== after) throw secretChanged();
      const next = Number(after) + 1;
      const made = await secret.add(text);
      if (made === next) return;
      const winner = await secret.access(next);
      // An answer that was lost makes the client ask again: then both versions are ours.
      if (!winner || winner.text === text) return;
      await secret.add(winner.text);
      throw secretChanged();
    },
  };
};
