import { describe, expect, test } from 'vitest';
import { enrolmentText } from '../../stacks/enrolment-text.ts';
import { relaySlots } from '../../stacks/relay-slots.ts';
import { relay } from './aws/configurations.ts';

const url = 'https://acme-relay.example';
const textOf = (rest: Partial<typeof relay>): string => enrolmentText({ relay: { ...relay, ...rest }, url });

describe('how an agent is enrolled', () => {
  test.each([
    [
      'by a registrar',
      {},
      'A registrar of the configuration (platform-team) issues a code: sallyport agent code <agent>.',
    ],
    [
      'by whoever administers the account, without one',
      { registrars: [] },
      'Whoever administers this cloud account issues a code',
    ],
    ['where there is room for one', { agents: { maximum: 1, certificateDays: 30 } }, 'There is room for one agent.'],
    ['where there is room for more', { agents: { maximum: 16, certificateDays: 30 } }, 'There is room for 16 agents.'],
  ])('%s', (_title, rest, said) => {
    expect(textOf(rest)).toContain(said);
    expect(textOf(rest)).toContain(`sallyport agent enroll --gateway ${url}.`);
  });
});

test('slots are counted from 1', () => {
  expect(relaySlots(relay)).toEqual([1, 2]);
});
