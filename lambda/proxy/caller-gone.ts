/** Nobody waits for the answer any more: neither a failure of the source nor of the gateway. */
export class CallerGone extends Error {
  override readonly name = 'CallerGone';

  constructor() {
    super('the caller is gone');
  }
}
