import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Shape } from '../../../config/shapes/shape.ts';
import { compileShape } from '../../../lambda/shapes/compile-shape.ts';
import type { Field } from '../../../lambda/shapes/field-counts.ts';
import { ShapeInputError } from '../../../lambda/shapes/shape-input-error.ts';
import { ShapeStream } from '../../../lambda/shapes/shape-stream.ts';
import { treatDocument } from '../../../lambda/shapes/treat-document.ts';
import type { Treat } from '../../../lambda/shapes/treatments/treatments.ts';
import { arbitraryCase, canary } from './arbitrary-shape.ts';
import { gone, isSame, leavesOnlyNamed, reference } from './reference.ts';

const runs = Number(process.env['SALLYPORT_RUNS'] ?? 200);
const check = <T>(arbitrary: fc.Arbitrary<T>, law: (value: T) => void) =>
  fc.assert(fc.property(arbitrary, law), { numRuns: runs });

/** What stands for every treatment: tells kinds apart, is no identity, and can not work on empty text. */
const treat: Treat = (text, kind) => (text === '' ? undefined : `<${kind} of ${text.length}>`);
const treatments = {
  treatOf: ({ treatment = 'keep' }: Shape) => (treatment === 'keep' || treatment === 'drop' ? undefined : treat),
};
const bytesOf = (document: unknown) => Buffer.from(JSON.stringify(document));
const withoutTreatments = (shape: Shape): Shape =>
  JSON.parse(JSON.stringify(shape, (key, value) => (key === 'treatment' && value !== 'drop' ? undefined : value)));

describe('for random shapes and documents', () => {
  test('what leaves is what the plain reading of the shape says', () => {
    check(arbitraryCase, ({ shape, defs, documents }) => {
      const compiled = compileShape(shape, { defs, treatments });
      for (const document of documents) {
        // Through JSON once, so that both read the same text.
        const parsed: unknown = JSON.parse(JSON.stringify(document));
        const expected = reference(parsed, shape, { defs, treat });
        const { bytes } = treatDocument(compiled, bytesOf(document));
        if (expected === gone) expect(bytes.toString()).toBe('');
        else expect(JSON.parse(bytes.toString())).toEqual(expected);
      }
    });
  });

  test('no value outside of the shape ever appears, and all that appears fits it', () => {
    check(arbitraryCase, ({ shape, defs, documents }) => {
      const compiled = compileShape(shape, { defs, treatments });
      for (const document of documents) {
        const text = treatDocument(compiled, bytesOf(document)).bytes.toString();
        expect(text).not.toContain(canary);
        expect(text === '' || leavesOnlyNamed(JSON.parse(text), shape, { defs, treat })).toBe(true);
      }
    });
  });

  test('a second time changes nothing that was kept', () => {
    check(arbitraryCase, ({ shape, defs, documents }) => {
      const plain = Object.fromEntries(Object.entries(defs).map(([name, each]) => [name, withoutTreatments(each)]));
      const compiled = compileShape(withoutTreatments(shape), { defs: plain, treatments });
      for (const document of documents) {
        const once = treatDocument(compiled, bytesOf(document)).bytes;
        if (once.length > 0) expect(treatDocument(compiled, once).bytes.toString()).toBe(once.toString());
      }
    });
  });

  test('it does not matter how the document is cut on its way, nor how it is laid out', () => {
    const pieces = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 30 });
    check(
      fc.tuple(arbitraryCase, pieces, fc.constantFrom(0, 1, '\t')),
      ([{ shape, defs, documents }, sizes, indent]) => {
        const compiled = compileShape(shape, { defs, treatments });
        for (const document of documents) {
          const bytes = Buffer.from(JSON.stringify(document, null, indent));
          const stream = new ShapeStream(compiled);
          const parts: Buffer[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = sizes[turn % sizes.length]! + (turn % 7 === 0 ? 1 : 0);
            // A chunk's memory is used again by who made it, as soon as its part was written.
            const chunk = Buffer.from(bytes.subarray(at, at + size));
            parts.push(Buffer.from(stream.push(chunk)));
            chunk.fill(0);
            at += size;
          }
          parts.push(Buffer.from(stream.end()));
          const whole = treatDocument(compiled, bytesOf(document));
          const text = Buffer.concat(parts).toString();
          expect(stream.counts).toEqual(whole.counts);
          expect(text === '' ? '' : JSON.parse(text)).toEqual(
            whole.bytes.length === 0 ? '' : JSON.parse(whole.bytes.toString()),
          );
        }
      },
    );
  });

  test('every field is told with its place, and is counted once', () => {
    const seen = { kept: 0, treated: 0, dropped: 0, unfit: 0 };
    check(arbitraryCase, ({ shape, defs, documents }) => {
      const compiled = compileShape(shape, { defs, treatments });
      for (const document of documents) {
        const bytes = bytesOf(document);
        const fields: Field[] = [];
        const { counts } = treatDocument(compiled, bytes, { onField: (field) => fields.push(field) });
        const parsed: unknown = JSON.parse(bytes.toString());
        for (const { pointer, start, end } of fields) {
          expect(isSame(JSON.parse(bytes.toString('utf8', start, end)), valueAt(parsed, pointer))).toBe(true);
        }
        expect(new Set(fields.map(({ pointer }) => pointer)).size).toBe(fields.length);
        const byOutcome = Object.groupBy(fields, ({ outcome }) => outcome);
        for (const outcome of ['kept', 'treated', 'dropped', 'unfit'] as const) {
          expect(byOutcome[outcome]?.length ?? 0).toBe(counts[outcome]);
          seen[outcome] += counts[outcome];
        }
      }
    });
    // The cases are worth something only if all of it happens in them.
    for (const outcome of ['kept', 'treated', 'dropped', 'unfit'] as const) {
      expect(seen[outcome]).toBeGreaterThan(runs / 20);
    }
  });
});

const valueAt = (document: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((value, part) => (value as Record<string, unknown>)[part], document);

describe('for random text', () => {
  const everything = compileShape({ type: 'object', properties: {} }, { defs: {}, treatments });
  const reads = (text: string): boolean => {
    try {
      treatDocument(everything, Buffer.from(text));
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(ShapeInputError);
      return false;
    }
  };
  const parses = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const pieces = fc.array(
    fc.constantFrom(
      ...'{}[],:"\\/ \n\t-+.eE01u',
      '"a"',
      'true',
      'false',
      'null',
      '1.5e3',
      '\\u00e9',
      '\u0000',
      'é',
      '-0',
      '01',
    ),
    { maxLength: 14 },
  );

  test('it is read if, and only if, JSON.parse reads it', () => {
    check(pieces, (parts) => {
      const text = parts.join('');
      expect(reads(text)).toBe(parses(text));
    });
  });

  test('a document with one character changed is read if, and only if, JSON.parse reads it', () => {
    check(fc.tuple(fc.json(), fc.nat(), fc.constantFrom(...'{}[],:"\\ 0e-.t\u0001')), ([text, at, character]) => {
      const place = at % (text.length + 1);
      const changed = text.slice(0, place) + character + text.slice(place + 1);
      expect(reads(changed)).toBe(parses(changed));
    });
  });
});
