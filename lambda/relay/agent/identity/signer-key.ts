import { spawn } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { AgentError } from '../agent-error.ts';
import type { AgentKey } from './agent-key.ts';

/** A program that signs with a key that it alone can use: one in a token (PKCS#11), or of the operating system. */
export interface Signer {
  readonly program: string;
  /** They are public on most machines: a PIN comes from a variable or a file that the program reads. */
  readonly args: readonly string[];
  /** What it gets on its standard input: what is to be signed, or the SHA-256 of that (32 bytes). */
  readonly input: 'message' | 'digest';
}

const signMilliseconds = 15_000;

/**
 * A key that a program signs with: without a shell, the bytes on its standard input, the signature on its standard output. It may write r and s (64 bytes)
 * or their DER form; each signature is checked with the public key.
 *
 * @param publicKey SPKI, DER
 * @example signerKey(spki, { program: 'pkcs11-tool', args: ['--module', module, '--sign', '--mechanism', 'ECDSA', …], input: 'digest' })
 */
export const signerKey = (publicKey: Uint8Array<ArrayBuffer>, { program, args, input }: Signer): AgentKey => {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  return {
    publicKey,
    async sign(bytes) {
      const told = input === 'digest' ? createHash('sha256').update(bytes).digest() : bytes;
      const written = await outputOf(program, args, told);
      const signature = written.length === 64 ? written : fromDer(written);
      if (signature && verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature)) return signature;
      throw new AgentError(
        'key-failed',
        `${program} gave no signature by the key of this agent: is it the right key, and does it take the ${input}?`,
      );
    },
  };
};

/**
 * Runs a program without a shell. Also for its public key, which some programs give.
 *
 * @throws AgentError `key-failed` if it can not be run, fails, or takes longer than 15 seconds
 */
export const outputOf = async (
  program: string,
  args: readonly string[],
  input: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> => {
  // What the program has to say goes to the agent's own standard error.
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: signMilliseconds,
    killSignal: 'SIGKILL',
  });
  child.stdin.on('error', () => undefined).end(input);
  const output = buffer(child.stdout);
  try {
    const [code] = await once(child, 'close');
    if (code === 0) return new Uint8Array(await output);
  } catch (cause) {
    throw failed(program, 'can not be run: is it installed?', cause);
  }
  throw failed(program, 'failed, or took longer than 15 seconds: what it said stands before this line');
};

const failed = (program: string, what: string, cause?: unknown): AgentError =>
  new AgentError('key-failed', `the program that signs, ${program}, ${what}`, { cause });

/** SEQUENCE of two INTEGERs (RFC 3279, section 2.2.3), each of at most 33 bytes. */
const fromDer = (der: Uint8Array): Uint8Array<ArrayBuffer> | undefined => {
  const sLength = 5 + (der[3] ?? 0);
  const isOne =
    der[0] === 0x30 &&
    der[1] === der.length - 2 &&
    der[2] === 2 &&
    der[4 + der[3]!] === 2 &&
    der[sLength] === der.length - sLength - 1;
  if (!isOne) return undefined;
  const signature = new Uint8Array(64);
  for (const [index, number] of [der.subarray(4, 4 + der[3]!), der.subarray(sLength + 1)].entries()) {
    const digits = number.subarray(Math.max(0, number.length - 32));
    signature.set(digits, index * 32 + 32 - digits.length);
  }
  return signature;
};
