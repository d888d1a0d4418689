import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attempts, type Way } from './attempts.ts';
import { gatewayOf, outcomeAt } from './gateways.ts';
import { strangers } from './tokens.ts';

/** What AWS compares is held in test/stacks/aws/trust.test.ts. */
const hosts = ['gcp', 'azure'] as const;
const identities = ['googleServiceAccount', 'entraWorkload', 'jwt'] as const;
const ways = hosts.flatMap((host) => identities.map((identity): Way => ({ host, profile: 'platform', identity })));

/** What nobody decides by: which client asked. */
const idle: readonly string[] = ['azp'];

/** Of a workload of Entra the object id is looked at. */
const namesOf = ({ identity }: Way, claims: object): readonly string[] =>
  Object.keys(claims).filter((name) => !idle.includes(name) && !(identity === 'entraWorkload' && name === 'sub'));

const issuers = [strangers.issuer, strangers.awsIssuer];

/** Another text than the one that is meant, as near to it as it gets. */
const other = (name: string, value: string): fc.Arbitrary<string> => {
  if (name === 'iss') return fc.constantFrom(...issuers);
  const near = [
    `${value}x`,
    `x${value}`,
    value.slice(0, -1),
    value.slice(1),
    `${value} `,
    ` ${value}`,
    `${value}\0`,
    '',
  ];
  const cases = [value.toUpperCase(), value.toLowerCase()].filter((each) => each !== value);
  return fc.oneof(fc.constantFrom(...near, ...cases, `${value},${value}`, '*'), fc.string());
};

describe.each(ways)('on $host as $identity', (way) => {
  const attempt = attempts['good']!(way)!;
  const { claims } = attempt.token;
  const names = namesOf(way, claims);

  test('nobody comes in whose token says anything else', async () => {
    const changes = fc
      .subarray([...names], { minLength: 1 })
      .chain((some) => fc.record(Object.fromEntries(some.map((name) => [name, other(name, claims[name]!)]))))
      .filter((change) => Object.entries(change).some(([name, value]) => value !== claims[name]));
    await fc.assert(
      fc.asyncProperty(changes, async (change) => {
        const token = { ...attempt.token, claims: { ...claims, ...change } };
        expect(await outcomeAt(gatewayOf(way), { ...attempt, token })).not.toBe('in');
      }),
      { numRuns: 60 },
    );
  });
});
