/** An expression or template that can not be used. Says what is wrong with it and what to write instead; never a value of a user. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly remedy: string;

  /** @param message what is wrong, to be read after the name of the place */
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}
