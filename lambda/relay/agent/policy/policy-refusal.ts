/** The agent's own file does not allow what it is asked for. Both texts are for this machine's log: the gate is told neither. */
export class PolicyRefusal extends Error {
  override readonly name = 'PolicyRefusal';
  /** What to write into agent.yaml, if that is right. */
  readonly remedy: string;

  /** @param reason what of the request no rule names: names of things, never values that could be personal */
  constructor(reason: string, remedy: string) {
    super(reason);
    this.remedy = remedy;
  }
}
