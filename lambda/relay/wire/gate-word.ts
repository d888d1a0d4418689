/** The gate's word that it still wants an answer, and how far it is with the request's body. */
export interface GateWord {
  /** Another number each time. */
  readonly count: number;
  /** How many chunks of the body are in the mailbox, or were. */
  readonly written: number;
}

/** @example await mailbox.put(mailboxNames(id).gate, gateWordBytes({ count: 1, written: 0 })) */
export const gateWordBytes = (word: GateWord): Uint8Array => Buffer.from(JSON.stringify(word));

/** `undefined` for what is none. */
export const readGateWord = (bytes: Uint8Array | undefined): GateWord | undefined => {
  if (!bytes) return undefined;
  try {
    const word = JSON.parse(Buffer.from(bytes).toString()) as Partial<GateWord> | null;
    return typeof word?.count === 'number' && typeof word.written === 'number' ? (word as GateWord) : undefined;
  } catch {
    return undefined;
  }
};
