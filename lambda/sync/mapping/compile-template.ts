import type { Scope, Variables } from '../../../config/expression/environment.ts';
import { readText } from '../../../config/expression/read-text.ts';
import { printedPath } from '../../../config/load/printed-path.ts';
import type { Template } from '../../../config/sync-config.ts';
import type { Json } from '../../../connectors/item.ts';
import { type Evaluate, FieldFailure, type FieldWatch } from './field-watch.ts';
import { jsonOf } from './json-of.ts';

/** A template, ready to be filled in. */
export interface CompiledTemplate {
  /** Whether it gives the same to everybody. */
  readonly isConstant: boolean;
  /** @returns `undefined` for nothing: it is left out. Throws FieldFailure. */
  give(variables: Variables): Json | undefined;
}

/** Where a template stands, and what it knows. */
export interface TemplatePlace {
  readonly path: readonly PropertyKey[];
  readonly scope: Scope;
  readonly watch: FieldWatch;
  /** Whether it is (of) an entry of a list, which is there completely or not at all. */
  readonly isEntry: boolean;
}

/** Reads a template once, to be filled in many times. Throws ExpressionError, which checking the configuration would have told. */
export const compileTemplate = (template: Template, place: TemplatePlace): CompiledTemplate => {
  if (typeof template === 'string') return compileText(template, place);
  if (typeof template !== 'object' || template === null) return constant(template);
  return isList(template) ? compileList(template, place) : compileMap(template, place);
};

const isList = (template: Template): template is readonly Template[] => Array.isArray(template);

const constant = (json: Json): CompiledTemplate => ({ isConstant: true, give: () => json });

/** What has no expression in it is computed here and now. */
const compiled = (parts: readonly CompiledTemplate[], give: CompiledTemplate['give']): CompiledTemplate => {
  if (!parts.every(({ isConstant }) => isConstant)) return { isConstant: false, give };
  return constant(give({ user: {}, groups: [] })!);
};

const compileList = (list: readonly Template[], place: TemplatePlace): CompiledTemplate => {
  const entries = list.map((template, index) =>
    compileTemplate(template, { ...place, path: [...place.path, index], isEntry: true }),
  );
  return compiled(entries, (variables) =>
    entries.map((entry) => entry.give(variables)).filter((json) => json !== undefined),
  );
};

const compileMap = (map: Readonly<Record<string, Template>>, place: TemplatePlace): CompiledTemplate => {
  const names = Object.keys(map).sort();
  const members = names.map((name) => compileTemplate(map[name]!, { ...place, path: [...place.path, name] }));
  return compiled(members, (variables) => {
    const given: [string, Json][] = [];
    for (const [index, member] of members.entries()) {
      const json = member.give(variables);
      if (json !== undefined) given.push([names[index]!, json]);
      else if (place.isEntry) return undefined;
    }
    return given.length === 0 && members.length > 0 ? undefined : Object.fromEntries(given);
  });
};

const compileText = (written: string, { path, scope, watch }: TemplatePlace): CompiledTemplate => {
  const at = printedPath(path);
  const text = readText(written, scope);
  if (text.form === 'literal') return constant(text.text);
  if (text.form === 'value') {
    const evaluate = watch.expression(text.expression, at);
    return { isConstant: false, give: (variables) => asJson(evaluate(variables), at) };
  }
  const parts = text.parts.map((part) => (typeof part === 'string' ? part : watch.expression(part, at)));
  return { isConstant: false, give: (variables) => joined(parts, at, variables) };
};

const asJson = (value: unknown, at: string): Json | undefined => {
  if (value === undefined || typeof value === 'string') return value;
  try {
    return jsonOf(value);
  } catch {
    throw new FieldFailure(at);
  }
};

const joined = (parts: readonly (string | Evaluate)[], at: string, variables: Variables): string | undefined => {
  let text = '';
  for (const part of parts) {
    const json = typeof part === 'string' ? part : asJson(part(variables), at);
    if (json === undefined || json === null) return undefined;
    if (typeof json === 'object') throw new FieldFailure(at);
    text += json;
  }
  return text;
};
