import type { Filter } from './filter.ts';

/**
 * Writes a filter as RFC 4515 says. Whatever a value holds, it stays a value.
 *
 * @example filterText(equal('cn', 'a*)(uid=*')) // '(cn=a\\2a\\29\\28uid=\\2a)'
 */
export const filterText = (filter: Filter): string => {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${filter.kind === 'and' ? '&' : '|'}${filter.filters.map(filterText).join('')})`;
    case 'not':
      return `(!${filterText(filter.filter)})`;
    case 'present':
      return `(${filter.attribute}=*)`;
    case 'substrings': {
      const parts = [filter.initial, ...filter.any, filter.final];
      return `(${filter.attribute}=${parts.map((part) => (part ? escapeValue(part) : '')).join('*')})`;
    }
    case 'matches': {
      const { attribute = '', dn, rule, value } = filter;
      return `(${attribute}${dn ? ':dn' : ''}${rule === undefined ? '' : `:${rule}`}:=${escapeValue(value)})`;
    }
    default:
      return `(${filter.attribute}${operators[filter.kind]}${escapeValue(filter.value)})`;
  }
};

const operators = { equal: '=', 'greater-or-equal': '>=', 'less-or-equal': '<=', approximate: '~=' } as const;

/** ASCII that means nothing in a filter stays; every other byte is escaped. */
const escapeValue = (value: Buffer): string => value.toString('latin1').replaceAll(/[^\x20-\x7e]|[()*\\]/g, escapeByte);

const escapeByte = (character: string): string => `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
