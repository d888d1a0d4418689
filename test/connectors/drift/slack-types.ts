import { packageFile, packageText } from './package-file.ts';
import type { TypesPackage } from './type-drift.ts';

const namesIn = (file: string, ending: string): ReadonlySet<string> =>
  new Set(
    Array.from(
      packageText('@slack/web-api', file).matchAll(new RegExp(`\\b(\\w+${ending})\\b`, 'g')),
      ([, name]) => name!,
    ),
  );

const answers = namesIn('dist/types/response/index.d.ts', 'Response');
const queries = namesIn('dist/types/request/index.d.ts', 'Arguments');

/** What Slack publishes of its Web API: the arguments and the answer of each method. */
export const slackTypes: TypesPackage = {
  imports: [`import type * as slack from ${JSON.stringify(packageFile('@slack/web-api', 'dist/index.d.ts'))};`],
  describe: ({ url }) => {
    const method = url.replace('https://slack.com/api/', '');
    const name = method.replaceAll(/(?:^|\.)(\w)/g, (_, letter: string) => letter.toUpperCase());
    if (!answers.has(`${name}Response`)) return undefined;
    return {
      answer: `slack.${name}Response`,
      ...(queries.has(`${name}Arguments`) && { query: `slack.${name}Arguments` }),
    };
  },
};
