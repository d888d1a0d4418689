import type { Api } from '../../config/shapes/api.ts';
import type { Shape } from '../../config/shapes/shape.ts';
import type { KeyHolder, Keys } from '../keys/gateway-keys.ts';
import { once } from '../once.ts';
import { type CompiledShape, compileShape } from '../shapes/compile-shape.ts';
import { heldPseudonyms } from '../shapes/treatments/held-pseudonyms.ts';
import { loadPatterns, type Patterns, usesPatterns } from '../shapes/treatments/patterns.ts';
import { treatmentsWith } from '../shapes/treatments/treatments-with.ts';
import { admissionOf } from './admission/admission.ts';
import type { Admit } from './admission/admitted.ts';
import type { Pseudonyms } from './admission/pseudonyms.ts';
import { type GateTags, gateTags } from './answer/gate-tags.ts';
import { tagSeal } from './answer/tag-seal.ts';

/** An API that is ready for requests, with the gateway's keys of now. */
export interface PreparedApi {
  readonly admit: Admit;
  readonly pseudonyms: Pseudonyms;
  /** The reversible pseudonym of a text; `undefined` if it has none. */
  seal(text: string): string | undefined;
  /** What may leave of an answer, compiled when it is first needed. */
  compiled(shape: Shape): CompiledShape;
  /**
   * @param publicUrl where the vendor reaches the source: links to it stand in answers
   * @param subject the user whom the source is called as: a tag of one user's answer is none of another's
   */
  tags(publicUrl: string, subject?: string): GateTags;
}

/** What an API is prepared with. */
export interface PrepareApiOptions {
  readonly api: Api;
  readonly holder: KeyHolder;
  readonly configurationHash: string;
}

/**
 * Prepares an API at the first request, and again when the gateway's keys change. A failure is not remembered: the next request tries
 * again.
 *
 * The function that it gives throws the key store's PlatformError.
 */
export const prepareApi = ({ api, holder, configurationHash }: PrepareApiOptions): (() => Promise<PreparedApi>) => {
  const parts = once(async () => {
    const patterns = usesPatterns(api) ? await loadPatterns() : undefined;
    return { patterns, admit: admissionOf(api, { pattern: patterns?.tester }) };
  });
  let prepared: (PreparedApi & { readonly keys: Keys }) | undefined;
  return async () => {
    const keys = await holder.current();
    if (prepared?.keys === keys) return prepared;
    const { patterns, admit } = await parts();
    const answers = compiledAnswers(api, keys, patterns);
    prepared = {
      keys,
      admit,
      pseudonyms: heldPseudonyms(holder, keys),
      ...answers,
      tags: tagsOf(keys, configurationHash),
    };
    return prepared;
  };
};

const compiledAnswers = (
  api: Api,
  keys: Keys,
  patterns: Patterns | undefined,
): Pick<PreparedApi, 'compiled' | 'seal'> => {
  const treatments = treatmentsWith(keys, { patterns });
  const options = { defs: api.$defs, treatments, pattern: patterns?.tester };
  const seal = treatments.treatOf({ type: 'string', treatment: 'pseudonym-reversible' })!;
  const known = new Map<Shape, CompiledShape>();
  return {
    seal: (text) => seal(text, 'string'),
    compiled(shape) {
      let compiled = known.get(shape);
      if (!compiled) {
        compiled = compileShape(shape, options);
        known.set(shape, compiled);
      }
      return compiled;
    },
  };
};

/** Of everything that decides about an answer's bytes beside the source. The local host's URL is the only one that ever changes. */
const tagsOf = ({ current }: Keys, configurationHash: string): PreparedApi['tags'] => {
  let known: { readonly publicUrl: string; readonly tags: GateTags } | undefined;
  const tagsFor = (...context: readonly string[]) =>
    gateTags(tagSeal(current.tag, JSON.stringify([configurationHash, current.id, ...context])));
  return (publicUrl, subject) => {
    if (subject !== undefined) return tagsFor(publicUrl, subject);
    if (known?.publicUrl !== publicUrl) known = { publicUrl, tags: tagsFor(publicUrl) };
    return known.tags;
  };
};
