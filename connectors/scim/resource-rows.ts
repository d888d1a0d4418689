import { compileMapping, type MapRow, type Row } from '../mapping/compile-mapping.ts';
import { attributePath, member, requestedAttribute, valueAt } from './attribute-path.ts';
import type { ScimResourceOptions } from './options.ts';

/** How resources of one type become entities: a row for each, and what a row becomes. */
export interface ResourceRows {
  rowOf(resource: unknown): Row;
  readonly mapRow: MapRow;
  /** The attributes that are read, as they are asked for. `id` always comes. */
  readonly requested: readonly string[];
}

/**
 * @param nameFallbacks attributes that stand in, in this order, for a name that is empty
 */
export const resourceRows = (
  { type, name, attributes }: ScimResourceOptions,
  nameFallbacks: readonly string[],
): ResourceRows => {
  const namePaths = [name, ...nameFallbacks].map(attributePath);
  const paths: string[] = [];
  const indexOf = (column: string): number => {
    if (column === idColumn) return 0;
    if (column === nameColumn) return 1;
    if (!paths.includes(column)) paths.push(column);
    return 2 + paths.indexOf(column);
  };
  const columns = Object.entries(attributes).map(([id, from]) => [
    id,
    typeof from === 'string' ? from : { column: from.path, type: from.type },
  ]);
  const mapRow = compileMapping(
    { entity: { type, id: idColumn, name: nameColumn, attributes: Object.fromEntries(columns) } },
    indexOf,
  );
  const attributePaths = paths.map(attributePath);
  const hasExtension = [...namePaths, ...attributePaths].some(({ urn }) => urn !== undefined);
  return {
    mapRow,
    requested: [
      // There are services that fail to write an extension if they may not write of which schemas the resource is.
      ...(hasExtension ? ['schemas'] : []),
      ...new Set([...namePaths, ...attributePaths].map(requestedAttribute)),
    ],
    rowOf: (resource) => [
      member(resource, 'id'),
      namePaths.map((path) => valueAt(resource, path)).find((value) => typeof value === 'string' && value !== ''),
      ...attributePaths.map((path) => valueAt(resource, path)),
    ],
  };
};

// No attribute path can be spelled like these.
const idColumn = '(id)';
const nameColumn = '(name)';
