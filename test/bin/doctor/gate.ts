import { version } from '../../../lambda/version.ts';

/** What a gate at a URL is like, as a test wants it. */
export interface GateOptions {
  /** Whom it lets in. */
  readonly lets?: (authorization: string | null) => boolean;
  /** What proves that the scheduler calls. @default - nothing does */
  readonly scheduler?: string;
  readonly report?: object;
}

/** A report of a source with which all is well. */
export const goodReport = {
  at: '2026-11-22T12:00:00.000Z',
  version,
  token: { ok: true },
  call: { ok: true },
  egress: [{ host: 'tickets.example.com', open: true }],
  outside: { host: 'example.com', open: false },
};

/** Answers as the gate of a source does, as far as it is called from outside. */
export const gate = ({ lets = () => false, scheduler, report = goodReport }: GateOptions = {}) => {
  return (request: Request): Response => {
    const { pathname } = new URL(request.url);
    const authorization = request.headers.get('authorization');
    if (pathname === '/health' && request.method === 'GET')
      return Response.json({ status: 'up', version, source: 'answers' });
    // The whole token, which Cloud Run leaves as it is beside the header that it checks instead.
    const isWhole = request.headers.get('x-serverless-authorization') === authorization;
    const isReport = pathname === '/.sallyport/jobs/report' && request.method === 'POST';
    if (isReport && isWhole && authorization === `Bearer ${scheduler}`) return Response.json(report);
    if (lets(authorization)) return Response.json({ version: 'v1.0.0' });
    const code = authorization === null ? 'token-missing' : 'issuer-unknown';
    return Response.json(
      { code, detail: 'CANARY' },
      { status: 401, headers: { 'content-type': 'application/problem+json' } },
    );
  };
};
