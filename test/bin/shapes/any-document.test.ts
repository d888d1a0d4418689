import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { draftOf } from '../../../bin/shapes/draft-of.ts';
import { shapesFromDocument, shapesText } from '../../../bin/shapes/shapes-from-document.ts';
import { updateReport } from '../../../bin/shapes/update-report.ts';
import { readShapes } from '../../../config/shapes/read-shapes.ts';
import { readOpenApi } from '../../../connectors/openapi/read-document.ts';
import { anyDocument } from './any-document.ts';

const methods = ['GET', 'POST', 'DELETE'] as const;
const numRuns = Number(process.env['SALLYPORT_RUNS'] ?? 60);

const drafted = anyDocument.map((document) => {
  const read = readOpenApi(JSON.stringify(document));
  const draft = draftOf(read, { methods });
  return { read, draft, text: shapesText(read, draft, 'any.json') };
});

/** A file without endpoints is none. */
const useful = drafted.filter(({ draft }) => draft.endpoints.length > 0);

describe('of any document', () => {
  test('the draft passes the check that every shapes file must pass', () => {
    fc.assert(
      fc.property(useful, ({ text }) => {
        expect(readShapes(text, 'any.shapes.yaml').problems).toEqual([]);
      }),
      { numRuns },
    );
  });

  test('the text says what the draft says', () => {
    fc.assert(
      fc.property(useful, ({ draft, text }) => {
        const written = parse(text) as Record<string, unknown>;
        const plain = JSON.parse(
          JSON.stringify(Object.fromEntries(draft.endpoints.map(({ name, written: each }) => [name, each]))),
        );
        expect(written['endpoints']).toEqual(plain);
        expect(written['$defs'] ?? {}).toEqual(JSON.parse(JSON.stringify(Object.fromEntries(draft.definitions))));
      }),
      { numRuns },
    );
  });

  test('nothing of it is new, gone or changed in its own draft', () => {
    fc.assert(
      fc.property(useful, ({ read, text }) => {
        const report = updateReport(read, { methods }, text, 'any.shapes.yaml');
        expect(report.text.split('\n')).toEqual([expect.stringMatching(/^# Nothing is new in /), '']);
        expect(report.hasNews).toBe(false);
      }),
      { numRuns },
    );
  });

  test('no example, no description and no hidden character comes out, and the same text gives the same bytes', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const text = JSON.stringify(document);
        const once = shapesFromDocument(text, { methods });
        expect(once).not.toMatch(/canary|(?![\n])[\p{Cc}\p{Cf}]/u);
        expect(shapesFromDocument(text, { methods })).toBe(once);
      }),
      { numRuns: numRuns / 3 },
    );
  });
});
