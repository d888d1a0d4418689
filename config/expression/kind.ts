/** What an expression gives, as far as can be seen before anything runs. `none`: what no JSON can hold. */
export type Kind = 'any' | 'boolean' | 'list' | 'map' | 'none' | 'null' | 'number' | 'text';

const kinds: Readonly<Record<string, Kind>> = {
  bool: 'boolean',
  double: 'number',
  dyn: 'any',
  'google.protobuf.Duration': 'text',
  'google.protobuf.Timestamp': 'text',
  int: 'number',
  null: 'null',
  string: 'text',
  uint: 'number',
};

/** The kind of a type of CEL, such as `list<string>` or `optional<dyn>`. */
export const kindOf = (type: string): Kind => {
  const [, held] = /^(?:optional|dyn)<(.+)>$/.exec(type) ?? [];
  if (held !== undefined) return kindOf(held);
  if (/^list\b/.test(type)) return 'list';
  if (/^map\b/.test(type)) return 'map';
  // A type that is a letter is not known yet.
  return kinds[type] ?? (/^[A-Z]$/.test(type) ? 'any' : 'none');
};
