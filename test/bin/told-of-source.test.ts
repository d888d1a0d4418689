import { expect, test } from 'vitest';
import { toldOfSource } from '../../bin/told-of-source.ts';

test.each([
  ['run sallyport connect <source>', 'run sallyport connect hr --host aws'],
  [
    'enter it with sallyport secrets set <source> client_id',
    'enter it with sallyport secrets set hr client_id --host aws',
  ],
  ['sallyport secrets set <source> oauth.key', 'sallyport secrets set hr oauth.key --host aws'],
  [
    'it was used elsewhere; sign in again: sallyport connect <source> (the authorization server says invalid_grant)',
    'it was used elsewhere; sign in again: sallyport connect hr --host aws (the authorization server says invalid_grant)',
  ],
  [
    'sallyport secrets set <source>; or sallyport connect <source>',
    'sallyport secrets set hr --host aws; or sallyport connect hr --host aws',
  ],
  ['what is no command of <source> stays', 'what is no command of <source> stays'],
])('%s', (sentence, told) => {
  expect(toldOfSource(sentence, { name: 'hr' }, { option: ' --host aws' })).toBe(told);
  expect(toldOfSource(sentence, { name: 'hr' }, { option: '' })).toBe(told.replaceAll(' --host aws', ''));
});
