import { createPublicKey } from 'node:crypto';
import { outputOf, type Signer } from '../../lambda/relay/agent/identity/signer-key.ts';
import { CommandError, exitCode } from '../exit-code.ts';

/** A key in a token, as it is named on the command line. */
export interface TokenOptions {
  readonly pkcs11?: string;
  readonly token?: string;
  readonly key: string;
}

const program = 'pkcs11-tool';
const pinVariable = 'SALLYPORT_PKCS11_PIN';

/**
 * A key in a token of PKCS#11, which OpenSC's pkcs11-tool signs with: no code of the token's vendor is loaded into the agent itself. It gets the digest: not
 * every token hashes, and what it signs is raw ECDSA, r and s (manpage of pkcs11-tool: --mechanism, --signature-format).
 *
 * @throws CommandError if no token is named, AgentError `key-failed` if the key can not be read
 */
export const keyOfToken = async ({
  pkcs11 = '',
  token,
  key,
}: TokenOptions): Promise<{ signer: Signer; publicKey: string }> => {
  if (token === undefined) throw new CommandError(exitCode.usage, 'Say which token: --token <label>');
  const place = ['--module', pkcs11, '--token-label', token, '--label', key];
  const read = await outputOf(program, [...place, '--read-object', '--type', 'pubkey'], new Uint8Array());
  const args = [
    ...place,
    '--login',
    '--pin',
    `env:${pinVariable}`,
    '--sign',
    '--mechanism',
    'ECDSA',
    '--signature-format',
    'rs',
  ];
  return { signer: { program, args, input: 'digest' }, publicKey: pemOf(read, key) };
};

const pemOf = (der: Uint8Array, label: string): string => {
  try {
    return createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' }).export({
      type: 'spki',
      format: 'pem',
    }) as string;
  } catch {
    throw new CommandError(
      exitCode.failed,
      `The token has no public key called ${label} for P-256: name it with --key.`,
    );
  }
};
