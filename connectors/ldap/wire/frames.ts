/** The longest message that is read: far above what a server sends, and below what would end the process. */
export const longestMessage = 128 * 1024 * 1024;

/** What came is no LDAP. The words are ours. */
export class NotLdap extends Error {
  override readonly name = 'NotLdap';
}

/**
 * Cuts what a server sends into whole messages (BER, definite lengths: RFC 4511, section 5.1), so that a large one is put together once and
 * not with each piece that comes.
 */
export class Frames {
  #pieces: Buffer[] = [];
  #bytes = 0;
  /** Bytes of the next message, once its head is there. */
  #wanted: number | undefined;

  /**
   * The messages that end in this piece.
   *
   * @throws NotLdap
   */
  push(piece: Buffer): readonly Buffer[] {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    const messages: Buffer[] = [];
    for (let next = this.#take(); next; next = this.#take()) messages.push(next);
    return messages;
  }

  #take(): Buffer | undefined {
    if (this.#bytes < (this.#wanted ?? 2)) return undefined;
    if (this.#pieces.length > 1) this.#pieces = [Buffer.concat(this.#pieces)];
    const all = this.#pieces[0]!;
    const wanted = this.#wanted ?? messageLength(all);
    this.#wanted = wanted;
    if (wanted === undefined || all.length < wanted) return undefined;
    this.#wanted = undefined;
    this.#bytes = all.length - wanted;
    this.#pieces = this.#bytes > 0 ? [all.subarray(wanted)] : [];
    return all.subarray(0, wanted);
  }
}

const messageLength = (bytes: Buffer): number | undefined => {
  if (bytes[0] !== 0x30) throw new NotLdap('what answers there speaks no LDAP');
  const first = bytes[1]!;
  if (first < 0x80) return 2 + first;
  const more = first & 0x7f;
  if (more === 0 || more > 4) throw new NotLdap('the server sent a message with a length that LDAP does not have');
  if (bytes.length < 2 + more) return undefined;
  const length = 2 + more + bytes.readUIntBE(2, more);
  if (length > longestMessage) throw new NotLdap(`the server sent a message of more than ${longestMessage} bytes`);
  return length;
};
