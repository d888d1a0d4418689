import type { Call, Route } from '../strict-routes.ts';
import { auditEvent } from './openai-bodies.ts';
import { byLastId, listed } from './openai-lists.ts';
import { type OpenAIOrganization, userId } from './openai-organization.ts';
import { refuseOpenAI } from './openai-refusal.ts';

const reported = [
  'start_time',
  'end_time',
  'bucket_width',
  'group_by[]',
  'project_ids[]',
  'api_key_ids[]',
  'limit',
  'page',
];

/** Usage, costs and the audit log. */
export const openaiReportRoutes = ({ users }: OpenAIOrganization): readonly Route[] => {
  const auditEvents = Array.from({ length: 130 }, (_, index) => auditEvent(index, users[index % users.length]!));

  /** Buckets of a day each, of which `page` says where to go on. */
  const report = (call: Call, result: (day: number) => object): object => {
    const { query } = call;
    const start = Number(query.get('start_time') ?? refuseOpenAI(400, "Missing required parameter: 'start_time'."));
    const size = Number(query.get('limit') ?? 7);
    const from = Number((query.get('page') ?? 'page_0').slice(5));
    const days = Array.from({ length: Math.min(size, 20 - from) }, (_, index) => from + index);
    const data = days.map((day) => ({
      object: 'bucket',
      start_time: start + day * 86_400,
      end_time: start + (day + 1) * 86_400,
      results: [result(day)],
    }));
    const more = from + size < 20;
    return { object: 'page', data, has_more: more, next_page: more ? `page_${from + size}` : null };
  };
  const grouped = ({ query }: Call, name: string, value: unknown): unknown =>
    query.getAll('group_by[]').includes(name) ? value : null;
  const usage = (kind: string, more: object) => (call: Call) =>
    report(call, (day) => ({
      object: `organization.usage.${kind}.result`,
      num_model_requests: 5 + day,
      project_id: grouped(call, 'project_id', 'proj_1'),
      user_id: grouped(call, 'user_id', userId(users[day]!.number)),
      api_key_id: grouped(call, 'api_key_id', 'key_1'),
      model: grouped(call, 'model', 'gpt-4o-mini-2024-07-18'),
      ...more,
    }));

  return [
    {
      name: 'GET /organization/usage/completions',
      query: [...reported, 'user_ids[]', 'models[]', 'batch'],
      answer: usage('completions', {
        input_tokens: 1_000,
        input_cached_tokens: 200,
        output_tokens: 300,
        input_audio_tokens: 0,
        output_audio_tokens: 0,
        batch: null,
        service_tier: null,
      }),
    },
    {
      name: 'GET /organization/usage/embeddings',
      query: [...reported, 'user_ids[]', 'models[]'],
      answer: usage('embeddings', { input_tokens: 16 }),
    },
    {
      name: 'GET /organization/usage/images',
      query: [...reported, 'user_ids[]', 'models[]', 'sources[]', 'sizes[]'],
      answer: usage('images', { images: 2, size: '1024x1024', source: 'image.generation' }),
    },
    {
      name: 'GET /organization/costs',
      query: reported,
      answer: (call) =>
        report(call, (day) => ({
          object: 'organization.costs.result',
          amount: { value: 0.06 + day, currency: 'usd' },
          line_item: grouped(call, 'line_item', 'gpt-4o-mini-2024-07-18, input'),
          project_id: grouped(call, 'project_id', 'proj_1'),
          organization_id: 'org-CANARY',
        })),
    },
    {
      name: 'GET /organization/audit_logs',
      query: [
        ...listed,
        'before',
        ...['gt', 'gte', 'lt', 'lte'].map((bound) => `effective_at[${bound}]`),
        'event_types[]',
        'project_ids[]',
        'actor_ids[]',
        'actor_emails[]',
      ],
      answer: (call) => byLastId(call, auditEvents),
    },
  ];
};
