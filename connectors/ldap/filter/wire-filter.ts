import { type BerWriter, Filter as LdaptsFilter, SearchFilter, type SearchFilterValues } from 'ldapts';
import type { Filter } from './filter.ts';
import { filterText } from './filter-text.ts';

/** A filter as a search request of ldapts carries it, in BER (RFC 4511, section 4.5.1). */
export class WireFilter extends LdaptsFilter {
  readonly type: SearchFilterValues;
  readonly #filter: Filter;

  constructor(filter: Filter) {
    super();
    this.type = tags[filter.kind];
    this.#filter = filter;
  }

  override toString(): string {
    return filterText(this.#filter);
  }

  override write(writer: BerWriter): void {
    const filter = this.#filter;
    // The tag of `present` is of a plain string.
    if (filter.kind === 'present') return writer.writeString(filter.attribute, this.type);
    super.write(writer);
  }

  override writeFilter(writer: BerWriter): void {
    const filter = this.#filter;
    switch (filter.kind) {
      case 'and':
      case 'or':
        for (const inner of filter.filters) new WireFilter(inner).write(writer);
        return;
      case 'not':
        return new WireFilter(filter.filter).write(writer);
      case 'present':
        return;
      case 'substrings':
        writer.writeString(filter.attribute);
        writer.startSequence();
        if (filter.initial) writer.writeBuffer(filter.initial, 0x80);
        for (const part of filter.any) writer.writeBuffer(part, 0x81);
        if (filter.final) writer.writeBuffer(filter.final, 0x82);
        return writer.endSequence();
      case 'matches':
        if (filter.rule !== undefined) writer.writeString(filter.rule, 0x81);
        if (filter.attribute !== undefined) writer.writeString(filter.attribute, 0x82);
        writer.writeBuffer(filter.value, 0x83);
        if (filter.dn) writer.writeBoolean(true, 0x84);
        return;
      default:
        writer.writeString(filter.attribute);
        writer.writeBuffer(filter.value, 0x04);
    }
  }
}

const tags: Readonly<Record<Filter['kind'], SearchFilterValues>> = {
  and: SearchFilter.and,
  or: SearchFilter.or,
  not: SearchFilter.not,
  equal: SearchFilter.equalityMatch,
  substrings: SearchFilter.substrings,
  'greater-or-equal': SearchFilter.greaterOrEqual,
  'less-or-equal': SearchFilter.lessOrEqual,
  present: SearchFilter.present,
  approximate: SearchFilter.approxMatch,
  matches: SearchFilter.extensibleMatch,
};
