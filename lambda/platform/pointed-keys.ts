import type { AdministeredKeyStore } from './key-store.ts';
import { PlatformError, type PlatformErrorCode } from './platform-error.ts';
import type { StateStore } from './state-store.ts';

/** The versions of one secret. Methods throw PlatformError `key-missing`, `key-invalid`, `key-denied` or `key-unreachable`. */
export interface SecretVersions {
  /** The text of a version, or of the one that was added last; `undefined` if there is none. */
  read(version: string | undefined): Promise<{ readonly version: string; readonly text: string } | undefined>;
  /** Adds one. @returns which one it is */
  add(text: string): Promise<string>;
}

/** Where a pointed key lies. */
export interface PointedKeysOptions {
  readonly versions: SecretVersions;
  /** A state store of the gateway's own. */
  readonly pointer: StateStore;
}

/** The name of the pointer in its store. */
const pointerName = 'key';

/**
 * A gateway's key in a secret store that adds versions for everyone who asks and knows no compare and set. A version is added first;
 * then a pointer to it, in a state store, is set from the version of the pointer that was read: who is first there has made the key.
 *
 * Where there is no pointer, as after an earlier deployment whose secret is used again, the version that was added last counts. So
 * whoever comes second adds the winner's text once more.
 */
export const pointedKeys = ({ versions, pointer }: PointedKeysOptions): AdministeredKeyStore => {
  const pointed = async () => {
    const found = await asKey(() => pointer.read(pointerName));
    if (!found) return undefined;
    const key = await versions.read(found.text);
    if (!key) throw gone();
    return { text: key.text, after: found.version };
  };

  /** Makes a version the one that counts; `false` if somebody else was first. */
  const point = async (version: string, after: string | undefined): Promise<boolean> =>
    (await asKey(() => pointer.write(pointerName, version, after))) !== undefined;

  const read = async () => (await pointed()) ?? (await versions.read(undefined));

  /** What somebody else has made the key. If that is not what was added last, it becomes so again. */
  const winner = async (mine: string): Promise<string> => {
    const key = await pointed();
    if (!key) throw gone();
    if (key.text !== mine) await versions.add(key.text);
    return key.text;
  };

  return {
    read: async () => (await read())?.text,
    async readOrCreate(make) {
      const key = await pointed();
      if (key) return key.text;
      const last = await versions.read(undefined);
      if (last) return (await point(last.version, undefined)) ? last.text : winner(last.text);
      const text = make();
      return (await point(await versions.add(text), undefined)) ? text : winner(text);
    },
    async replace(before, next) {
      const key = await read();
      if (key?.text !== before) throw changed();
      const after = 'after' in key ? key.after : undefined;
      if (await point(await versions.add(next), after)) return;
      await winner(next);
      throw changed();
    },
  };
};

const codes: Readonly<Partial<Record<PlatformErrorCode, PlatformErrorCode>>> = {
  'state-missing': 'key-missing',
  'state-invalid': 'key-invalid',
  'state-denied': 'key-denied',
  'state-unreachable': 'key-unreachable',
};

/** The pointer is a part of the key: what befalls it befalls the key. */
const asKey = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const { message, detail } = error;
    throw new PlatformError(codes[error.code] ?? error.code, `the gateway's key: ${message}`, { detail, cause: error });
  }
};

const gone = () =>
  new PlatformError(
    'key-invalid',
    "the version of the gateway's key that counts is gone: restore it in the secret store",
  );

const changed = () =>
  new PlatformError('key-changed', 'the key of this gateway was changed by someone else just now: look at it again');
