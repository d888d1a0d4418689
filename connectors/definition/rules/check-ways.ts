import type { Report } from '../../../config/schema/draft.ts';
import { authenticationOption } from '../../authentication/written/authentication-option.ts';
import type { Definition } from '../definition.ts';
import { exampleValues } from '../example-values.ts';
import { filledJson } from '../template.ts';

/** Checks the ways to prove who calls, with the examples of all settings. */
export const checkWays = (definition: Definition, report: Report): void => {
  const { authentication, permissions } = definition;
  const values = { ...exampleValues(definition), permissions: Object.keys(permissions) };
  if (Object.keys(authentication).length === 0)
    report(['authentication'], 'has no way to prove who calls', 'Add one, such as token: { about: …, with: bearer }');
  for (const [name, way] of Object.entries(authentication)) {
    checkNeeds(definition, name, report);
    // Sentences of our own stay; Zod's are not for users.
    const { success, error } = authenticationOption.safeParse(filledJson(way.with, values), { error: () => '' });
    if (success) continue;
    const said = error.issues.flatMap(({ message, path }) => (message ? `${path.join('.')} ${message}`.trim() : []));
    report(
      ['authentication', name, 'with'],
      'is no way to prove who calls',
      `docs/authentication.md has all of them. ${said[0] ?? ''}`.trim(),
    );
  }
  checkSteps(definition, report);
};

const checkNeeds = ({ settings, authentication }: Definition, name: string, report: Report): void => {
  for (const [index, setting] of (authentication[name]!.needs ?? []).entries())
    if (!settings[setting]?.optional)
      report(
        ['authentication', name, 'needs', index],
        'is no optional setting',
        'Remove it: what is not optional is always there.',
      );
};

const checkSteps = ({ setup, authentication }: Definition, report: Report): void => {
  for (const [index, { ways = [] }] of setup.entries()) {
    const unknown = ways.findIndex((way) => !Object.hasOwn(authentication, way));
    if (unknown >= 0)
      report(
        ['setup', index, 'ways', unknown],
        'is no way of authentication',
        `It has: ${Object.keys(authentication).join(', ')}.`,
      );
  }
};
