import * as z from 'zod';
import type { Config } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import type { ConnectorForm } from '../../config/connector-form.ts';
import { parseConfig } from '../../config/load.ts';
import { forms } from './forms.ts';
import { printed } from './problems-of.ts';

/** A destination that refuses one name in maps, one entry of a list there, and one list of grants. */
export const wall: ConnectorForm = {
  name: 'wall',
  modes: ['import'],
  options: z.strictObject({}),
  destination: {
    name: 'wall',
    options: z.strictObject({ height: z.number().describe('How high it is.') }),
    checkMap: (template, lists) => [
      ...('paint' in template ? [{ path: ['paint'], message: 'is unknown to walls', remedy: 'Write colour.' }] : []),
      ...((template['tags'] as readonly unknown[] | undefined)?.includes('grey')
        ? [{ path: ['tags', '1'], message: 'is no colour', remedy: 'Write red.' }]
        : []),
      ...(lists.includes('bricks')
        ? [{ path: ['$lists', 'bricks'], message: 'is no list of walls', remedy: 'Write stones.' }]
        : []),
    ],
  },
};

/** A configuration with a sync that is right. Lines are counted in tests. */
export const goodSync = `gateway: acme
vendor:
  name: elimity
  identity:
    jwt: { issuer: https://auth.elimity.com/, audience: gateway, claims: { base_url: https://acme.elimity.com } }
sources:
  books: { connector: shelf, place: hall, claims: { source_id: "42" } }
sync:
  readers:
    from: books
    users: { type: person, key: user.email, when: user.active }
    groups: { type: team }
    to: { destination: wall, height: 3 }
    map:
      user: { email: "\${user.email}", name: "\${user.last}, \${user.first}", level: 3, note: null }
      tags: ["\${user.office}", all]
      more: "\${user.more}"
    grants:
      - { group: Sales, give: { roles: [{ name: "\${group.name}" }], user.tags: [a] } }
      - { each: user.centers, when: each.size() > 1, give: { tags: ["\${each}"], more: [b] } }
      - { when: user.office == "Ghent", give: { roles: [{ name: Ghent }] } }
deploy:
  aws: { region: eu-west-1, account: "123456789012" }
`;

/** What a text is as a configuration whose syncs go to walls. */
export const parsedSync = (text: string): Config => parseConfig(text, 'sallyport.yaml', [...forms, wall]);

/** The problems that it has, each as one line; none if it is right. */
export const syncProblems = (text: string): readonly string[] => {
  try {
    parsedSync(text);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(printed);
    throw error;
  }
};
