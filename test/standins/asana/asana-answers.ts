import { Refusal } from '../stand-in.ts';
import type { Call } from '../strict-routes.ts';
import type { AsanaRecord } from './asana-workspace.ts';

/** An error as Asana says it. */
export const asanaRefusal = (status: number, message: string): Refusal =>
  new Refusal(status, { errors: [{ message: `CANARY ${message}`, help: 'https://canary.example/CANARY' }] });

const compact = ['gid', 'resource_type', 'name', 'resource_subtype'];

const isRecord = (value: unknown): value is AsanaRecord =>
  typeof value === 'object' && value !== null && 'gid' in value;

/** What is inside of a record is compact. */
const compacted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(compacted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => compact.includes(name)));
};

/** The fields that `opt_fields` asks for, and the id; without it, a compact record. */
export const asked = (record: AsanaRecord, { query }: Call): object => {
  const text = query.get('opt_fields');
  const wanted = text === null ? compact : ['gid', 'resource_type', ...text.split(',')];
  return Object.fromEntries(wanted.flatMap((name) => (name in record ? [[name, compacted(record[name])]] : [])));
};

const offsetAt = (index: number): string => Buffer.from(`asana:${index}`).toString('base64url');

/** A page (developers.asana.com/docs/pagination): only who says a limit gets pages. */
export const asanaPage = (records: readonly AsanaRecord[], call: Call): object => {
  const { query, request } = call;
  const limit = Number(query.get('limit'));
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw asanaRefusal(400, 'limit: must be from 1 to 100');
  const offset = query.get('offset');
  const from = offset === null ? 0 : Number(Buffer.from(offset, 'base64url').toString().split(':')[1]);
  if (offset !== null && offsetAt(from) !== offset)
    throw asanaRefusal(400, 'offset: Your pagination token has expired.');
  const next = from + limit;
  const uri = `https://canary.example/CANARY${request.path}?offset=${offsetAt(next)}`;
  return {
    data: records.slice(from, next).map((record) => asked(record, call)),
    next_page: next < records.length ? { offset: offsetAt(next), path: '/CANARY', uri } : null,
  };
};
