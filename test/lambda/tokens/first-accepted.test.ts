import { expect, test } from 'vitest';
import { clientProblems, firstAccepted } from '../../../lambda/tokens/first-accepted.ts';
import { TokenError } from '../../../lambda/tokens/token-error.ts';
import { failureOf } from '../support/failure-of.ts';

const secrets = [{ name: 'one' }, { name: 'two' }, { name: 'three' }];

const asking = (answers: Readonly<Record<string, unknown>>) => {
  const asked: string[] = [];
  const ask = async ({ name = '' }) => {
    asked.push(name);
    const answer = answers[name];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, answer: firstAccepted(secrets, clientProblems, ask) };
};

const refused = (message: string) => new TokenError('token-client-refused', message);

test('the first that is accepted answers', async () => {
  const { asked, answer } = asking({ one: refused('one'), two: false, three: true });
  expect(await answer).toBe(false);
  expect(asked).toEqual(['one', 'two']);
});

test('where none is, the first is told: that is what was entered', async () => {
  const { asked, answer } = asking({ one: refused('one'), two: refused('two'), three: refused('three') });
  expect(await failureOf(answer)).toMatchObject({ message: 'one' });
  expect(asked).toEqual(['one', 'two', 'three']);
});

test.each([new TokenError('token-unreachable', 'down'), new TokenError('token-grant-refused', 'no'), new Error('bug')])(
  'after %s no other is put at risk',
  async (problem) => {
    const { asked, answer } = asking({ one: refused('one'), two: problem });
    expect(await failureOf(answer)).toBe(problem);
    expect(asked).toEqual(['one', 'two']);
  },
);
