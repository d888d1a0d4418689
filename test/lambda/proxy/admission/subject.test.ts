import { expect, test } from 'vitest';
import type { Api } from '../../../../config/shapes/api.ts';
import { admissionOf } from '../../../../lambda/proxy/admission/admission.ts';
import { ProxyRefused } from '../../../../lambda/proxy/admission/proxy-refused.ts';
import type { ProxyCall } from '../../../../lambda/proxy/proxy-call.ts';
import { foreignPseudonym, helpDeskApi, pseudonymOf, pseudonyms } from './help-desk-api.ts';

const api = helpDeskApi('https://mail.example');
const mails: Api['endpoints'][number] = {
  name: 'GET /mails',
  method: 'GET',
  path: '/mails',
  variables: {},
  query: {},
  requestHeaders: ['sallyport-subject'],
  answers: {},
  responseHeaders: [],
};
const admit = admissionOf({
  ...api,
  endpoints: [
    { ...mails, subject: { type: 'string', format: 'email', treatment: 'pseudonym-reversible' } },
    { ...mails, name: 'GET /labels', path: '/labels' },
    { ...mails, name: 'GET /sent', path: '/sent', subject: { type: 'string', format: 'email' } },
  ],
});
const admitted = (target: string, subject?: string) => {
  const headers = new Headers(subject === undefined ? {} : { 'Sallyport-Subject': subject });
  return admit({ target, request: new Request('https://gate.example/', { headers }) } as ProxyCall, pseudonyms);
};
const ada = 'ada@example.com';

test('a subject is the pseudonym of a user, or a user where the endpoint allows it, and never a header of the request to the source', async () => {
  const plain = await admitted('/sent', ada);
  expect(plain.subject).toBe(ada);
  expect(Object.keys(plain.headers)).toEqual(['accept']);
  expect(plain.putBack.size).toBe(0);
  const hidden = await admitted('/mails', pseudonymOf(ada));
  expect(hidden.subject).toBe(ada);
  expect(Object.keys(hidden.headers)).toEqual(['accept']);
  expect(Object.fromEntries(hidden.putBack)).toEqual({ [pseudonymOf(ada)]: ada });
});

test('an endpoint without subjects has none', async () => {
  expect((await admitted('/labels')).subject).toBeUndefined();
});

test.each([
  ['none', '/mails', undefined, 'subject-missing', 400],
  ['an empty one', '/mails', '', 'subject-missing', 400],
  ['a user in the clear', '/mails', ada, 'pseudonym-expected', 403],
  ['no address', '/mails', 'canary', 'subject-refused', 403],
  ['two', '/mails', `canary@example.com, ${ada}`, 'subject-refused', 403],
  ['two without a blank', '/mails', `canary@example.com,${ada}`, 'subject-refused', 403],
  ['a letter outside of ASCII', '/mails', 'canarý@example.com', 'subject-refused', 403],
  ['a very long one', '/mails', `${'canary'.repeat(200)}@example.com`, 'subject-refused', 403],
  ['a pseudonym of something else', '/mails', pseudonymOf('canary'), 'subject-refused', 403],
  ["another gateway's pseudonym", '/mails', foreignPseudonym, 'pseudonym-refused', 400],
  ['one where it has no meaning', '/labels', ada, 'subject-not-allowed', 403],
  ['an empty one where it has no meaning', '/labels', '', 'subject-not-allowed', 403],
  ['one at no endpoint', '/other', ada, 'path-not-allowed', 403],
] as const)('%s is refused', async (_, target, subject, code, status) => {
  const thrown = await admitted(target, subject).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(ProxyRefused);
  expect(thrown).toMatchObject({ code, status });
  const { sentence, fields } = thrown as ProxyRefused;
  expect(JSON.stringify([sentence, fields])).not.toMatch(/canar|ada@/);
});
