import { describe, expect, test } from 'vitest';
import type { Asked } from '../../../bin/shapes/asked-by.ts';
import { type Field, markOf } from '../../../bin/shapes/mark-of.ts';
import type { About } from '../../../bin/shapes/surroundings.ts';
import type { Treatment } from '../../../config/shapes/shape.ts';

type Row = readonly [
  name: string,
  about: About,
  expected: Treatment | 'keep',
  field?: Partial<Field> & { readonly of?: string; readonly asked?: Asked },
];

const integer = { types: ['integer'] } as const;
const boolean = { types: ['boolean'] } as const;
const uri = { format: 'uri' } as const;
const time = { format: 'date-time' } as const;
const closed = { isClosed: true } as const;
const byId = { asked: { id: 'GET /users/{id}' } } as const;
const byLogin = { asked: { login: 'GET /users/{username}' } } as const;
const readable = { asked: { readable: 'GET /users/{username}' } } as const;

const rows: readonly Row[] = [
  // E-mail addresses
  ['email', 'unknown', 'pseudonym'],
  ['workEmail', 'thing', 'pseudonym'],
  ['billing_email_address', 'thing', 'pseudonym'],
  ['EMAIL1', 'person', 'pseudonym'],
  ['emails', 'person', 'pseudonym', { within: 'list' }],
  ['e-mail', 'unknown', 'pseudonym'],
  ['mail', 'unknown', 'pseudonym'],
  ['userPrincipalName', 'unknown', 'pseudonym'],
  ['address', 'thing', 'pseudonym', { format: 'email' }],
  ['value', 'thing', 'pseudonym', { of: 'emails' }],
  ['email_normalized', 'unknown', 'pseudonym'],
  ['email_verified', 'person', 'keep', boolean],
  ['email_verified', 'person', 'keep'],
  ['email_count', 'person', 'keep', integer],
  ['emails', 'thing', 'keep', integer],
  ['email_sent_at', 'person', 'keep', time],
  ['email_domain', 'thing', 'keep'],
  ['voicemail', 'person', 'keep'],

  // Names of people
  ['first_name', 'unknown', 'pseudonym'],
  ['lastname', 'unknown', 'pseudonym'],
  ['familyName', 'thing', 'pseudonym'],
  ['nickName', 'unknown', 'pseudonym'],
  ['full_name', 'thing', 'pseudonym'],
  ['display_name', 'person', 'pseudonym'],
  ['display_name', 'unknown', 'pseudonym'],
  ['display_name', 'thing', 'keep'],
  ['name', 'person', 'pseudonym'],
  ['name', 'thing', 'keep'],
  ['name', 'unknown', 'keep'],
  ['owner_name', 'thing', 'pseudonym'],
  ['hostname', 'thing', 'keep'],
  ['filename', 'thing', 'keep'],
  ['event_name', 'thing', 'keep'],
  ['company_name', 'person', 'keep'],
  ['role_name', 'person', 'keep'],
  ['name', 'person', 'keep', closed],

  // What they sign in with
  ['login', 'person', 'pseudonym'],
  ['login', 'person', 'pseudonym-reversible', byLogin],
  ['login', 'person', 'pseudonym', byId],
  ['username', 'unknown', 'pseudonym'],
  ['user_name', 'thing', 'pseudonym-reversible', byLogin],
  ['slug', 'person', 'pseudonym-reversible', byLogin],
  ['slug', 'thing', 'keep', byLogin],
  ['last_login', 'person', 'keep'],
  ['last_login', 'person', 'keep', time],
  ['twitter_username', 'person', 'pseudonym', byLogin],

  // Ids of people
  ['id', 'person', 'pseudonym', integer],
  ['id', 'person', 'pseudonym-reversible', { ...integer, ...byId }],
  ['id', 'person', 'pseudonym', byLogin],
  ['id', 'thing', 'keep', byId],
  ['user_id', 'thing', 'pseudonym-reversible', { ...integer, ...byId }],
  ['assigneeIds', 'thing', 'pseudonym-reversible', { ...integer, ...byId, within: 'list' }],
  ['created_by', 'thing', 'pseudonym'],
  ['created_by_id', 'thing', 'pseudonym-reversible', byId],
  ['employeeNumber', 'thing', 'pseudonym'],
  ['assignee', 'thing', 'pseudonym-reversible', byLogin],
  ['watchers', 'thing', 'pseudonym', { within: 'list' }],
  ['followers', 'person', 'keep', integer],
  ['watchers_count', 'thing', 'keep', integer],
  ['team_id', 'person', 'keep', byId],
  ['organization_id', 'person', 'keep', integer],
  ['node_id', 'person', 'pseudonym', byId],
  ['sort_by', 'thing', 'keep'],
  ['user_agent', 'thing', 'keep'],
  ['package_manager', 'thing', 'keep'],
  ['owner_type', 'thing', 'keep'],
  ['user', 'thing', 'keep', closed],
  ['assigned_at', 'thing', 'keep', time],

  // Phones
  ['phone', 'person', 'drop'],
  ['mobilePhone', 'unknown', 'drop'],
  ['phone_number', 'thing', 'drop', integer],
  ['fax', 'thing', 'drop'],
  ['phone_verified', 'person', 'keep', boolean],

  // Where they are
  ['address', 'unknown', 'drop'],
  ['street_address', 'unknown', 'drop'],
  ['postalCode', 'thing', 'drop'],
  ['zip', 'thing', 'drop'],
  ['city', 'person', 'drop'],
  ['city', 'thing', 'keep'],
  ['latitude', 'thing', 'drop', { types: ['number'] }],
  ['geo', 'thing', 'drop'],
  ['location', 'person', 'drop'],
  ['location', 'thing', 'keep'],
  ['address_count', 'person', 'keep', integer],
  ['web_address', 'thing', 'keep'],

  // IP addresses
  ['ip', 'thing', 'hash-ip'],
  ['ip_address', 'person', 'hash-ip'],
  ['remoteAddr', 'thing', 'hash-ip'],
  ['source', 'thing', 'hash-ip', { format: 'ipv4' }],
  ['ipv6', 'thing', 'hash-ip'],
  ['ip_allow_list_enabled', 'thing', 'keep', boolean],
  ['ip_allow_list_enabled', 'thing', 'keep'],
  ['description_ip_version', 'thing', 'keep'],
  ['mac_address', 'thing', 'pseudonym'],

  // Private
  ['birthday', 'person', 'drop', { format: 'date' }],
  ['dateOfBirth', 'thing', 'drop', { format: 'date' }],
  ['gender', 'person', 'drop', closed],
  ['nationality', 'unknown', 'drop'],
  ['age', 'person', 'drop', integer],
  ['age', 'thing', 'keep', integer],
  ['salary', 'thing', 'drop', integer],
  ['ssn', 'thing', 'drop'],
  ['passportNumber', 'thing', 'drop'],
  ['iban', 'thing', 'drop'],
  ['IBAN', 'thing', 'drop'],
  ['message', 'thing', 'length'],
  ['page', 'thing', 'keep', integer],

  // Secrets
  ['password', 'person', 'drop'],
  ['api_key', 'thing', 'drop'],
  ['access_token', 'thing', 'drop'],
  ['clientSecret', 'thing', 'drop'],
  ['key', 'thing', 'drop', { format: 'password' }],
  ['key', 'thing', 'keep'],
  ['public_key', 'thing', 'keep'],
  ['next_page_token', 'thing', 'keep'],
  ['secret_scanning', 'thing', 'keep'],
  ['secrets', 'thing', 'keep', closed],
  ['tokens', 'thing', 'keep', integer],
  ['password_changed_at', 'person', 'keep', time],

  // Free text
  ['description', 'thing', 'length'],
  ['description_html', 'thing', 'length'],
  ['bodyText', 'thing', 'length'],
  ['bio', 'person', 'length'],
  ['title', 'thing', 'length'],
  ['subject', 'thing', 'length'],
  ['notes', 'person', 'length'],
  ['comment', 'thing', 'length'],
  ['comments', 'thing', 'keep', integer],
  ['comment_id', 'thing', 'keep', integer],
  ['reason', 'thing', 'keep', closed],
  ['content_type', 'thing', 'keep'],
  ['body_format', 'thing', 'keep'],
  ['job_title', 'person', 'keep'],
  ['metadata', 'thing', 'length', { within: 'map' }],
  ['languages', 'thing', 'keep', { within: 'map', types: ['integer'] }],

  // Links
  ['avatar_url', 'thing', 'drop', uri],
  ['picture', 'person', 'drop'],
  ['html_url', 'person', 'drop', uri],
  ['owner_url', 'thing', 'drop', uri],
  ['html_url', 'thing', 'keep', uri],
  ['html_url', 'thing', 'drop', { ...uri, ...readable }],
  ['homepage', 'thing', 'drop', readable],
  ['next', 'thing', 'keep', { ...uri, ...readable }],
  ['nextLink', 'thing', 'keep', readable],
  ['comments_url', 'thing', 'keep', uri],

  // What says nothing
  ['status', 'person', 'keep'],
  ['type', 'person', 'keep'],
  ['', 'unknown', 'keep'],
  ['123', 'unknown', 'keep'],
  ['constructor', 'unknown', 'keep'],
  ['code', 'thing', 'keep', { format: 'constructor' }],
  ['created_at', 'person', 'keep', time],
];

test('there are enough rows, none twice', () => {
  expect(rows.length).toBeGreaterThan(120);
  expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rows.length);
});

test.each(rows.map(([name, about, expected, options = {}]) => ({ name, about, expected, options })))(
  '$name in an object about a $about: $expected $options',
  ({ name, about, expected, options }) => {
    const { asked = {}, of = 'object', ...field } = options;
    const mark = markOf({ name, types: ['string'], ...field }, { about, name: of }, asked);
    expect(mark?.treatment ?? 'keep').toBe(expected);
    if (mark) expect(mark.why).toMatch(/^(a|an|the|what|where|private|free)/);
  },
);

describe('why', () => {
  test('names the endpoint that asks', () => {
    expect(markOf({ name: 'id', types: ['string'] }, { about: 'person', name: 'user' }, byId.asked)).toEqual({
      treatment: 'pseudonym-reversible',
      why: 'the id of a person; GET /users/{id} asks by it',
    });
  });
});
