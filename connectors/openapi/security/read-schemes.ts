import type { UnnamedScheme } from '../../authentication/scheme-fields.ts';
import { objectOf } from '../json-object.ts';
import { OpenApiError } from '../openapi-error.ts';
import { resolveReference } from '../resolve-reference.ts';
import type { DocumentAuthenticationOptions } from './document-authentication.ts';
import { readScheme } from './read-scheme.ts';
import { SchemeProblem } from './scheme-problem.ts';
import type { Asked } from './security-requirements.ts';

/** The schemes that a document's endpoints ask for, by name: each is in one of the two. */
export interface ReadSchemes {
  readonly usable: ReadonlyMap<string, UnnamedScheme>;
  readonly problems: ReadonlyMap<string, SchemeProblem>;
}

/** Reads all schemes that are asked for. Their tokens are to allow what all of the endpoints ask for. */
export const readSchemes = (options: DocumentAuthenticationOptions, asked: Iterable<Asked>): ReadSchemes => {
  const usable = new Map<string, UnnamedScheme>();
  const problems = new Map<string, SchemeProblem>();
  for (const [name, scopes] of scopesByScheme(asked)) {
    try {
      usable.set(name, read(options, name, [...scopes]));
    } catch (error) {
      if (!(error instanceof SchemeProblem)) throw error;
      problems.set(name, error);
    }
  }
  return { usable, problems };
};

const scopesByScheme = (asked: Iterable<Asked>): ReadonlyMap<string, ReadonlySet<string>> => {
  const byScheme = new Map<string, Set<string>>();
  for (const { name, scopes } of [...asked].flat(2)) {
    const known = byScheme.get(name) ?? new Set();
    for (const scope of scopes) known.add(scope);
    byScheme.set(name, known);
  }
  return byScheme;
};

const read = (
  { document, written, server }: DocumentAuthenticationOptions,
  name: string,
  scopes: readonly string[],
): UnnamedScheme => {
  if (!/^(?!__proto__$)[A-Za-z0-9._-]{1,64}$/.test(name))
    throw new SchemeProblem('has a name that can not be used', 'Give it one of letters and digits in the document.');
  const declared = objectOf(objectOf(document.root['components'])['securitySchemes']);
  if (!Object.hasOwn(declared, name))
    throw new SchemeProblem(
      'is not among its securitySchemes',
      'Describe it there, or correct its name under security.',
    );
  const overrides = written?.schemes ?? {};
  const override = Object.hasOwn(overrides, name) ? overrides[name]! : {};
  return readScheme({ name, json: resolved(document.root, declared[name]), override, scopes, server });
};

const resolved: typeof resolveReference = (root, value) => {
  try {
    return resolveReference(root, value);
  } catch (error) {
    if (error instanceof OpenApiError) throw new SchemeProblem('can not be read', error.message);
    throw error;
  }
};
