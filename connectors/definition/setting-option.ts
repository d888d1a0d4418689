import * as z from 'zod';
import { hostName } from '../authentication/written/host-name.ts';
import { serverProblem } from '../openapi/server-url.ts';
import type { Setting } from './definition.ts';

/** One setting: text of the form that the definition says. */
export const settingOption = ({ description, example, choices, optional, ...setting }: Setting) => {
  const text = choices ? z.enum(choices) : z.string().min(1).max(512).superRefine(checkText(setting));
  const described = text.meta({ description, examples: [example] });
  if (setting.default !== undefined) return described.default(setting.default);
  return optional ? described.optional() : described;
};

const checkText =
  ({ kind, pattern }: Pick<Setting, 'kind' | 'pattern'>) =>
  (text: string, context: z.RefinementCtx): void => {
    const message = textProblem(text, kind, pattern);
    if (message) context.addIssue({ code: 'custom', message });
  };

const textProblem = (text: string, kind: Setting['kind'], pattern: string | undefined): string | undefined => {
  if (kind === 'url') return text.endsWith('/') ? 'must not end with a slash' : serverProblem(text);
  if (kind === 'host' && !hostName('').safeParse(text).success) return 'must be the name of a host, in lower case';
  // These two mean other places in a path; and in braces, something would be filled in.
  if (/[\p{Cc}{}]/u.test(text) || text === '.' || text === '..' || !text.isWellFormed()) return 'must be plain text';
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(text)) return 'is not in the right form';
  return undefined;
};
