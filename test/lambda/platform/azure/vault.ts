import { azureClient } from '../../../../lambda/platform/azure/azure-client.ts';
import type { RestClient } from '../../../../lambda/platform/rest-client.ts';
import { type KeyVault, type KeyVaultOptions, keyVault } from '../../../standins/azure/key-vault.ts';

/** The stand-in, and a client that calls it. */
export interface Vault extends KeyVault {
  readonly client: RestClient;
  /** `lost`: the call is done, but its answer is lost. A response: this is the answer, and nothing is done. */
  readonly mishaps: ('lost' | 'none' | Response)[];
  /** The audiences that tokens were asked for. */
  readonly audiences: string[];
}

/** A new one, with nothing in it. */
export const newVault = (options: Partial<KeyVaultOptions> & { readonly token?: string } = {}): Vault => {
  const vault = keyVault({ tokens: ['CANARY-token'], now: Date.now, ...options });
  const mishaps: Vault['mishaps'] = [];
  const audiences: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const mishap = mishaps.shift();
    if (mishap instanceof Response) return mishap;
    const response = await vault.answer(new Request(input, init));
    if (mishap === 'lost') throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
    return response;
  };
  const token = async (audience: string) => {
    audiences.push(audience);
    return options.token ?? 'CANARY-token';
  };
  return { ...vault, mishaps, audiences, client: azureClient({ fetch, random: () => 0, token }, 'vault') };
};
