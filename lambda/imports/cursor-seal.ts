import type { ImportContext } from '../../connectors/connector.ts';
import type { KeyHolder } from '../keys/gateway-keys.ts';
import { seal, sealedBy, unseal } from '../tokens/seal.ts';

/**
 * Seals the cursors of one source, with the gateway's key.
 *
 * @param source `<gateway>/<source>`: a cursor opens nowhere else
 */
export const cursorSeal =
  (keys: Pick<KeyHolder, 'current' | 'renewed'>, source: string): ImportContext['cursorSeal'] =>
  async () => {
    const held = await keys.current();
    // No token is kept at a place with blanks: what is sealed for one purpose opens for no other.
    const place = `cursor of ${source}`;
    return {
      seal: (text) => seal(text, place, held),
      // Another process may have a newer key.
      open: async (sealed) => unseal(sealed, place, held.all.has(sealedBy(sealed)) ? held : await keys.renewed()),
    };
  };
