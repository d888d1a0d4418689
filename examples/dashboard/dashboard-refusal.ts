/** Why the dashboard does not do what it is asked for: the status, and words for whoever looks at it. */
export class DashboardRefusal extends Error {
  override readonly name = 'DashboardRefusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
