import { randomBytes } from 'node:crypto';
import fastJsonStringify from 'fast-json-stringify';
import type { Shape } from '../config/shapes/shape.ts';
import { deriveKeys } from '../lambda/keys/gateway-keys.ts';
import { makeKeyRing } from '../lambda/keys/key-ring.ts';
import { compileShape } from '../lambda/shapes/compile-shape.ts';
import { treatDocument } from '../lambda/shapes/treat-document.ts';
import { treatmentsWith } from '../lambda/shapes/treatments/treatments-with.ts';
import { atLeast, beside, type Measurement, median } from './measurement.ts';
import { documents, fifthPseudonyms, keepAll } from './shapes/documents.ts';

const rounds = 7;
/** So many that a pseudonym is hardly ever one that was made before. */
const count = 2_000;

type Treat = (document: Buffer) => Buffer;

/** Megabytes a second over all documents, from bytes that came in to bytes that can leave. */
const rateOf = (treat: Treat, all: readonly Buffer[]): number => {
  const began = performance.now();
  let bytes = 0;
  for (const document of all) {
    bytes += document.length;
    if (treat(document).length === 0) throw new Error('nothing left');
  }
  return bytes / 1_000 / (performance.now() - began);
};

/**
 * Treats pages of 6 KB in this process, on one core. All ways take turns, round by round, so that a busy machine slows all of them.
 * Beside ours: JSON.parse and JSON.stringify without any shape, and JSON.parse with fast-json-stringify by an equal schema.
 */
export async function* shapes(): AsyncGenerator<Measurement> {
  const all = documents(count);
  const treatments = treatmentsWith(deriveKeys('bench', makeKeyRing(randomBytes)));
  const ours = (shape: Shape): Treat => {
    const compiled = compileShape(shape, { defs: {}, treatments });
    return (document) => treatDocument(compiled, document).bytes;
  };
  // It knows no types in 2020-12's list form; nullable is its word for the same.
  const stringify = fastJsonStringify(JSON.parse(JSON.stringify(keepAll)));
  const ways: Readonly<Record<string, Treat>> = {
    keep: ours(keepAll),
    pseudonyms: ours(fifthPseudonyms),
    parse: (document) => Buffer.from(JSON.stringify(JSON.parse(document.toString()))),
    fast: (document) => Buffer.from(stringify(JSON.parse(document.toString()))),
  };
  const [first] = all;
  for (const name of ['keep', 'parse', 'fast']) {
    if (!ways[name]!(first!).equals(first!)) throw new Error(`${name} does not keep a document as it is`);
  }
  const rates: Readonly<Record<string, number>>[] = [];
  for (let round = 0; round < rounds; round++) {
    rates.push(Object.fromEntries(Object.entries(ways).map(([name, treat]) => [name, rateOf(treat, all)])));
  }
  const rate = (name: string): number => median(rates.map((round) => round[name]!));
  const [keep, pseudonyms, parse, fast] = [rate('keep'), rate('pseudonyms'), rate('parse'), rate('fast')];
  yield beside('shapes.parse-and-stringify', parse, 'MB/s');
  yield beside('shapes.fast-json-stringify', fast, 'MB/s');
  yield beside('shapes.keep', keep, 'MB/s');
  yield atLeast('shapes.keep-of-parse-and-stringify', keep / parse, 'x', 0.6);
  yield atLeast('shapes.keep-of-fast-json-stringify', keep / fast, 'x', 1);
  yield beside('shapes.fifth-pseudonyms', pseudonyms, 'MB/s');
  yield atLeast('shapes.fifth-pseudonyms-of-parse-and-stringify', pseudonyms / parse, 'x', 0.3);
}
