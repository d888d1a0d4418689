import type { SyncWebhook } from '../../../config/sync-config.ts';
import type { Secrets } from '../../platform/platform.ts';
import { readBody } from '../routes/read-body.ts';
import type { SyncCall, SyncRoutes } from '../routes/sync-route.ts';
import type { AskedRun } from '../sync-run.ts';
import { type AnswerOnce, answerOnce } from './answer-once.ts';
import { endOf, proveWebhook, webhookHeaders } from './signed-webhook.ts';
import { webhookSecrets } from './webhook-secrets.ts';

/** What the route of the webhook works with. */
export interface WebhookOptions {
  readonly webhook: SyncWebhook;
  /** Of the sync: its field `webhook_secret` is what callers sign with. */
  readonly secrets: Secrets;
  /** Has a run begin at its time. @returns the one that will be */
  ask(run: AskedRun): Promise<AskedRun>;
  /** Milliseconds since 1970. */
  now(): number;
  /** A new name for a run. */
  reference(): string;
}

/** What is sent with it is signed, and is nothing to us: the run reads the source itself. */
const mostBytes = 1_024 * 1_024;

/** The source's side says that something changed. */
export const webhookRoutes = (options: WebhookOptions): SyncRoutes => {
  const once = answerOnce<string>(options.now);
  return {
    'POST /webhook': {
      answer: (call) => webhook(options, once, call),
      refused: 'webhook.refused',
      failed: 'webhook.failed',
    },
  };
};

const webhook = async (
  { webhook: { settleSeconds }, secrets, ask, now, reference }: WebhookOptions,
  once: AnswerOnce<string>,
  { request, tell }: SyncCall,
): Promise<Response> => {
  const headers = webhookHeaders(request.headers, now());
  const body = await readBody(request, mostBytes);
  proveWebhook(headers, body, webhookSecrets(await secrets.read()));
  const run = await once(headers.id, endOf(headers), async () => {
    const asked = { id: reference(), kind: 'changed', cause: 'webhook', at: now() + settleSeconds * 1_000 } as const;
    const { id } = await ask(asked);
    return id;
  });
  tell('webhook.accepted', { run });
  return Response.json({ run }, { status: 202, headers: { 'cache-control': 'no-store' } });
};
