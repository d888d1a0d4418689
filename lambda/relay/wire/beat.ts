/** An agent's word that it is there, and how far it is. */
export interface Beat {
  readonly incarnation: string;
  /** Another number each time. */
  readonly count: number;
  /** By request, how many chunks of its answer are in the mailbox. */
  readonly written: Readonly<Record<string, number>>;
}

/** @example await mailbox.put('beat', beatBytes({ incarnation, count: 1, written: {} })) */
export const beatBytes = (beat: Beat): Uint8Array => Buffer.from(JSON.stringify(beat));

/** `undefined` for what is none. */
export const readBeat = (bytes: Uint8Array | undefined): Beat | undefined => {
  if (!bytes) return undefined;
  try {
    const { incarnation, count, written } = JSON.parse(Buffer.from(bytes).toString()) as Partial<Beat>;
    const isBeat = typeof incarnation === 'string' && typeof count === 'number';
    return isBeat && typeof written === 'object' && written !== null ? { incarnation, count, written } : undefined;
  } catch {
    return undefined;
  }
};
