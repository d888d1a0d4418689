import type { Report } from '../../../config/schema/draft.ts';
import { headerProblem } from '../../../config/shapes/endpoints/header-names.ts';
import type { Definition } from '../definition.ts';
import { exampleValues } from '../example-values.ts';
import { filled } from '../template.ts';

/** Checks that headers are none that the gate sees to itself, and that they can be sent. */
export const checkHeaders = (definition: Definition, report: Report): void => {
  const values = exampleValues(definition);
  const check = (headers: Readonly<Record<string, string>>, path: readonly PropertyKey[]): void => {
    for (const [name, text] of Object.entries(headers)) {
      const problem = headerProblem('request', name);
      if (problem) report([...path, name], problem, 'Remove it.', 'key');
      else if (!isHeaderValue(filled(text, values) ?? ''))
        report([...path, name], 'has a letter that no header can have', 'Write it in one line, in ASCII.');
    }
  };
  check(definition.headers, ['headers']);
  for (const [name, { headers }] of Object.entries(definition.lists)) check(headers, ['lists', name, 'headers']);
};

/** Whether fetch sends it (RFC 9110, section 5.5, without the letters that are obsolete). */
export const isHeaderValue = (text: string): boolean => /^[\t\x20-\x7e]*$/.test(text);
