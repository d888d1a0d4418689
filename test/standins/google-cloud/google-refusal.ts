/** What a request is refused with. */
export class GoogleRefusal extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super(`refused with ${response.status}`);
    this.response = response;
  }
}

const statuses = {
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  RESOURCE_EXHAUSTED: 429,
  UNAVAILABLE: 503,
} as const;

/** An error as most APIs say it (cloud.google.com/apis/design/errors). */
export const jsonRefusal = (status: keyof typeof statuses, reason?: string): GoogleRefusal => {
  const code = statuses[status];
  const details = reason
    ? [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' }]
    : [];
  const error = { code, message: 'CANARY message of Google', status, details };
  return new GoogleRefusal(Response.json({ error }, { status: code }));
};

/** An error as the XML API of Cloud Storage says it. */
export const xmlRefusal = (status: number, code: string): GoogleRefusal => {
  const body = `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code><Message>CANARY message</Message></Error>`;
  return new GoogleRefusal(
    new Response(body, { status, headers: { 'content-type': 'application/xml; charset=UTF-8' } }),
  );
};

/** The members of a JSON body; refuses one that is none, or has others than these. */
export const strictBody = async (
  request: Request,
  known: readonly string[],
): Promise<Readonly<Record<string, unknown>>> => {
  const body: unknown = await request.json().catch(() => undefined);
  if (request.headers.get('content-type')?.split(';')[0] !== 'application/json') throw jsonRefusal('INVALID_ARGUMENT');
  return strictMembers(body, known);
};

/** The members of an object; refuses anything else, and others than these. */
export const strictMembers = (value: unknown, known: readonly string[]): Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw jsonRefusal('INVALID_ARGUMENT');
  if (Object.keys(value).some((name) => !known.includes(name))) throw jsonRefusal('INVALID_ARGUMENT');
  return value as Record<string, unknown>;
};

/** The bytes of a Base64 text; refuses what is none. */
export const strictBytes = (value: unknown): Buffer => {
  const bytes = Buffer.from(String(value), 'base64');
  if (typeof value !== 'string' || bytes.toString('base64') !== value) throw jsonRefusal('INVALID_ARGUMENT');
  return bytes;
};
