import * as z from 'zod';
import { globProblem } from '../files/file-glob.ts';
import { ownPath } from './own-file.ts';

const glob = z
  .string()
  .max(1024)
  .superRefine((text, context) => {
    const message = globProblem(text);
    if (message) context.addIssue({ code: 'custom', message });
  });

/** Which files of a folder. */
export const fileNames = z
  .array(glob)
  .min(1)
  .max(1_000)
  .meta({
    description: 'Names below the folder. * stands for any text without a slash, **/ for any folders below.',
    examples: [['people.csv', 'daily/*.ndjson.gz']],
  });

/** Files that may be read. */
export const fileRuleSchema = z
  .strictObject({
    folder: ownPath('The folder that the files are in. Nothing outside of it is read, links included.', '/srv/exports'),
    names: fileNames,
  })
  .meta({ description: 'Files that may be read.', examples: [{ folder: '/srv/exports', names: ['people.csv'] }] });

/** Such a rule, as it is written. */
export type WrittenFileRule = z.output<typeof fileRuleSchema>;
