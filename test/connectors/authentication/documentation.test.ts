import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { fieldsOf } from '../../../connectors/authentication/fields-of.ts';
import { ownWays } from '../../../connectors/authentication/written/authentication-option.ts';
import { clientOption } from '../../../connectors/authentication/written/client-option.ts';
import { signInSettings, tokenSettings } from '../../../connectors/authentication/written/token-settings.ts';
import { root } from '../../readme-blocks.ts';
import { securedDocument } from '../openapi/security-documents.ts';
import { authenticationOf } from './configured.ts';

const text = readFileSync(join(root, 'docs/authentication.md'), 'utf8');

/** Each example, and the fields that it is said to need. */
const examples = [...text.matchAll(/^```yaml\n(.*?)^```\n\nFields: ([^.\n]*)\.$/gms)].map(([, yaml, fields]) => ({
  written: parse(yaml!).authentication as unknown,
  fields: [...fields!.replace(/,? and if .*$/, '').matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
}));

const document = securedDocument({ oauth: { type: 'oauth2', flows: {} } }, [{ oauth: [] }]);

describe('docs/authentication.md', () => {
  test('says of each example which fields it needs', () => {
    expect(examples.length).toBe(text.match(/^```yaml$/gm)?.length);
  });

  test.each(examples)('is right: $written', ({ written, fields }) => {
    const usesDocument = typeof written === 'object' && written !== null && 'document' in written;
    const authentication = authenticationOf(
      JSON.stringify(written),
      usesDocument ? { document, settings: 'localServer: http://127.0.0.1:1' } : {},
    );
    const needed = fieldsOf(authentication).filter(({ required }) => required);
    expect(needed.map(({ name }) => name)).toEqual(fields);
  });

  test('has an example of each way', () => {
    const shown = examples.flatMap(({ written }) =>
      typeof written === 'string' ? [written] : Object.keys(written as object),
    );
    expect(new Set(shown)).toEqual(new Set(['none', 'bearer', 'basic', 'document', ...Object.keys(ownWays.shape)]));
  });

  test.each([...Object.keys({ ...tokenSettings, ...signInSettings }), ...clientOption.options[0].options])(
    'has a row for %s',
    (key) => expect(text).toMatch(new RegExp(`^\\| [^|]*\`${key}\``, 'm')),
  );
});
