/** Why a pseudonym was refused: `unknown-key` if its key may be one that this process has not read yet. */
export type PseudonymFault = 'damaged' | 'forged' | 'unknown-key';

/** Something in a request looks like a reversible pseudonym, but this gateway did not make it. The message repeats nothing of it. */
export class PseudonymRefused extends Error {
  override readonly name = 'PseudonymRefused';
  readonly code = 'pseudonym-refused';
  readonly fault: PseudonymFault;

  constructor(fault: PseudonymFault) {
    super(`a pseudonym was refused: ${fault}`);
    this.fault = fault;
  }
}
