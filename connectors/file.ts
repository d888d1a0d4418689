import type { Connector } from './connector.ts';
import { fileGuide } from './file/guide.ts';
import { type FileOptions, fileOptions } from './file/options.ts';
import { runningFile } from './file/running-file.ts';
import { isObject } from './location.ts';

/**
 * Files: CSV, NDJSON and JSON, beside the configuration or in the host's object store, gzipped or not.
 *
 * A field of a JSON record is addressed by its name or, if the text begins with `/`, by a JSON Pointer (RFC 6901).
 *
 * ```yaml
 * contractors:
 *   connector: file
 *   files:
 *     - path: ./contractors.csv
 *       csv: { delimiter: ";" }
 *       entity: { type: contractor, id: Number, name: Name, attributes: { ends: { column: End, type: date } } }
 *     - path: s3://acme-exports/apps.ndjson.gz
 *       entity: { type: app, id: id, name: name, attributes: { owner: /owner/email } }
 * ```
 */
export const file: Connector<FileOptions> = {
  name: 'file',
  title: 'CSV and JSON files',
  modes: ['import'],
  options: fileOptions,
  requires: ({ files }) => {
    const paths = [...new Set(files.map(({ path }) => path))];
    return {
      hosts: [],
      files: paths.filter((path) => !isObject(path)),
      objects: paths.filter(isObject),
      secret: [],
    };
  },
  guide: fileGuide,
  ...runningFile,
};
