import { createPublicKey, X509Certificate } from 'node:crypto';
import { readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AgentError } from '../agent-error.ts';
import type { AgentKey } from './agent-key.ts';
import { thumbprintOf } from './check-enrolment.ts';
import { fileKey } from './file-key.ts';
import { privateFolder, writePrivate } from './private-files.ts';
import { type Signer, signerKey } from './signer-key.ts';

/** Who an agent is, in `agent.json`. */
export interface AgentDescription {
  readonly gateway: string;
  /** Where the relay's function is, without a slash at its end. */
  readonly relayUrl: string;
  readonly agent: string;
  /** @default - the key is in `agent.key` */
  readonly signer?: Signer | undefined;
}

/** An enrolled agent. */
export interface AgentIdentity extends AgentDescription {
  readonly key: AgentKey;
  readonly certificate: X509Certificate;
  /** Of the certificate: by it the gate knows it. */
  readonly thumbprint: string;
  readonly authority: X509Certificate;
  /** Milliseconds since 1970. */
  readonly certificateBeginsAt: number;
  readonly certificateEndsAt: number;
}

/** Files of an enrolment: all PEM. */
export interface EnrolledFiles {
  readonly description: AgentDescription;
  readonly certificate: string;
  readonly authority: string;
  /** PKCS#8 of the key that was made; SPKI of one that a program signs with. */
  readonly key: string;
}

const names = {
  key: 'agent.key',
  nextKey: 'agent.key.next',
  publicKey: 'agent.pub',
  certificate: 'agent.crt',
  authority: 'authority.crt',
  description: 'agent.json',
} as const;

/**
 * The key that the next certificate is for: what an enrolment that did not come to its end has left, or a new one.
 *
 * @param make a key as PKCS#8, PEM
 */
export const keptNextKey = async (folder: string, make: () => string): Promise<string> => {
  await privateFolder(folder);
  const path = join(folder, names.nextKey);
  const left = await textAt(path);
  if (left !== undefined) return left;
  const key = make();
  await writePrivate(path, key);
  return key;
};

/** Whether there is an agent in a folder. */
export const hasIdentity = async (folder: string): Promise<boolean> =>
  (await textAt(join(folder, names.description))) !== undefined;

/**
 * Writes an enrolment, each file whole or not at all. The description comes last, and the key that was kept before only then: a process that dies in
 * between leaves the agent as it was, or one that `readIdentity` completes.
 */
export const writeEnrolment = async (folder: string, files: EnrolledFiles): Promise<void> => {
  await privateFolder(folder);
  const { description } = files;
  await writePrivate(join(folder, names.authority), files.authority);
  await writePrivate(join(folder, names.certificate), files.certificate);
  if (description.signer) await writePrivate(join(folder, names.publicKey), files.key);
  await writePrivate(join(folder, names.description), `${JSON.stringify(description, undefined, 2)}\n`);
  if (!description.signer) await takeNextKey(folder);
};

/** An agent that runs may be faster: whoever finds the certificate completes the enrolment. */
const takeNextKey = (folder: string): Promise<void> =>
  rename(join(folder, names.nextKey), join(folder, names.key)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });

/** Puts a new certificate for the same key in the place of the one before. */
export const writeCertificate = (folder: string, certificate: string): Promise<void> =>
  writePrivate(join(folder, names.certificate), certificate);

/**
 * Reads who the agent is.
 *
 * @throws AgentError `identity-missing` or `identity-broken`; the system's error if the files can not be read
 */
export const readIdentity = async (folder: string): Promise<AgentIdentity> => {
  const text = await textAt(join(folder, names.description));
  if (text === undefined) {
    throw new AgentError(
      'identity-missing',
      `no agent is enrolled in ${folder}: run sallyport agent enroll, or name its folder with --folder`,
    );
  }
  const description = descriptionIn(text);
  const certificate = await certificateAt(folder, names.certificate);
  const authority = await certificateAt(folder, names.authority);
  const key = await keyOf(folder, description, certificate);
  return {
    ...description,
    key,
    certificate,
    authority,
    thumbprint: thumbprintOf(certificate),
    certificateBeginsAt: Date.parse(certificate.validFrom),
    certificateEndsAt: Date.parse(certificate.validTo),
  };
};

const keyOf = async (folder: string, { signer }: AgentDescription, certificate: X509Certificate): Promise<AgentKey> => {
  if (signer) {
    const key = signerKey(spkiIn(await needed(folder, names.publicKey)), signer);
    if (isFor(key, certificate)) return key;
    throw broken('agent.crt is not for the key of the program that signs');
  }
  const [current, next] = await Promise.all([names.key, names.nextKey].map((name) => keyAt(folder, name)));
  const key = current === undefined ? undefined : fileKey(current);
  if (key && isFor(key, certificate)) return key;
  const nextKey = next === undefined ? undefined : fileKey(next);
  if (!nextKey || !isFor(nextKey, certificate)) throw broken('agent.crt is not for the key in agent.key');
  // The process that enrolled it ended right before this.
  await takeNextKey(folder);
  return nextKey;
};

const isFor = ({ publicKey }: AgentKey, certificate: X509Certificate): boolean =>
  certificate.publicKey.export({ type: 'spki', format: 'der' }).equals(publicKey);

const descriptionIn = (text: string): AgentDescription => {
  try {
    const { gateway, relayUrl, agent, signer } = JSON.parse(text) as AgentDescription;
    if ([gateway, relayUrl, agent].every((each) => typeof each === 'string' && each !== '')) {
      return { gateway, relayUrl, agent, ...(signer && { signer }) };
    }
  } catch {
    // Told below.
  }
  throw broken('agent.json is not as an enrolment writes it');
};

const certificateAt = async (folder: string, name: string): Promise<X509Certificate> => {
  const text = await needed(folder, name);
  try {
    return new X509Certificate(text);
  } catch {
    throw broken(`${name} is no certificate`);
  }
};

const spkiIn = (pem: string): Uint8Array<ArrayBuffer> => {
  try {
    return new Uint8Array(createPublicKey(pem).export({ type: 'spki', format: 'der' }));
  } catch {
    throw broken('agent.pub is no public key');
  }
};

const needed = async (folder: string, name: string): Promise<string> => {
  const text = await textAt(join(folder, name));
  if (text === undefined) throw broken(`${name} is not there`);
  return text;
};

/** Everyone but the owner and the group: a container's platform may give its group what is on a volume. */
const others = 0o007;

const keyAt = async (folder: string, name: string): Promise<string | undefined> => {
  const path = join(folder, name);
  const { mode = 0 } = (await stat(path).catch(unlessMissing)) ?? {};
  if (process.platform === 'win32' || !(mode & others)) return textAt(path);
  throw new AgentError(
    'identity-broken',
    `everyone on this machine may read ${name}: run chmod 600 on it and, if somebody may have, enrol this agent again with --force and a fresh code`,
  );
};

const textAt = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    return unlessMissing(error);
  }
};

const unlessMissing = (error: unknown): undefined => {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
};

const broken = (what: string): AgentError =>
  new AgentError('identity-broken', `${what}: enrol this agent again, with --force and a fresh code`);
