/** An answer that is no success (RFC 7644, section 3.12). */
export class ScimRefusal extends Error {
  readonly status: number;
  readonly body: object;

  constructor(status: number, scimType?: string, detail?: string) {
    super(`refused with ${status}`);
    this.status = status;
    // What a service says of a value must go no further: tests look for this word.
    this.body = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(status),
      ...(scimType && { scimType }),
      detail: `CANARY ${detail ?? ''}`,
    };
  }
}
