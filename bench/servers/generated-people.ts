import type { Batch, Entity } from '../../connectors/item.ts';

/** Entities of id, name and type, made one by one as a source would: nothing is kept. */
export async function* generatedPeople(count: number): AsyncGenerator<Batch, void, undefined> {
  for (let from = 0; from < count; from += 1_000) {
    const items: Entity[] = [];
    for (let index = from; index < Math.min(count, from + 1_000); index++) {
      items.push({ kind: 'entity', id: `user-${index}`, name: `User number ${index}`, type: 'user' });
    }
    yield { items, resume: from };
  }
}
