import * as z from 'zod';
import { location } from '../location.ts';
import { isOneMapping, mappingShape, oneMappingMessage, onInvalidRow } from '../mapping/mapping.ts';
import { formatOf, formats } from './format.ts';

const csv = z.strictObject({
  delimiter: z
    .string()
    .regex(/^[^\r\n"]$/, 'write one character, such as ";" or "\\t"')
    .default(',')
    .describe('What stands between two columns.'),
  quote: z
    .string()
    .regex(/^[^\r\n]$/, 'write one character')
    .default('"')
    .describe('What encloses a value that holds a delimiter, a quote (doubled) or a line feed.'),
  columns: z
    .array(z.string().min(1).max(256))
    .min(1)
    .optional()
    .describe('Names of the columns, for a file whose first line is data. Default: the first line names them.'),
});

const file = z
  .strictObject({
    path: location.describe(
      'A file below the folder of the configuration, or an object of the cloud that the gateway runs in: s3://bucket/key, gs://bucket/object, ' +
        'https://account.blob.core.windows.net/container/blob. A name ending in .gz is unzipped.',
    ),
    format: z
      .enum(formats)
      .optional()
      .describe('csv, ndjson (a JSON object a line) or json (an array of objects). Default: what the name says.'),
    encoding: z
      .enum(['utf-8', 'utf-16', 'latin1'])
      .default('utf-8')
      .describe(
        'Encoding of the text. A byte order mark wins; utf-16 without one is little endian; latin1 is Windows-1252.',
      ),
    csv: csv.prefault({}).describe('How the columns of a CSV file are told apart.'),
    ...mappingShape,
  })
  .refine(isOneMapping, oneMappingMessage)
  .refine((value) => value.format !== undefined || formatOf(value.path) !== undefined, {
    path: ['path'],
    message: 'has a name that does not tell the format: add format: csv, ndjson or json',
  })
  .refine((value) => value.csv.delimiter !== value.csv.quote, {
    path: ['csv', 'quote'],
    message: 'must differ from the delimiter',
  });

/** Settings of a source of kind `file`. */
export const fileOptions = z.strictObject({
  files: z.array(file).min(1).max(100).describe('What to read, in this order. A file may stand here more than once.'),
  onInvalidRow,
});

export type FileOptions = z.output<typeof fileOptions>;
export type SourceFile = FileOptions['files'][number];
