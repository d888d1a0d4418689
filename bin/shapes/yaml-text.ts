/** What can be written as YAML here: JSON values, without the prototypes and cycles of JavaScript. */
export type YamlValue = string | number | boolean | null | readonly YamlValue[] | { readonly [key: string]: YamlValue };

/** Texts that YAML 1.1 or 1.2 takes for something else. Editors still read both. */
const otherwise = /^(?:|~|null|true|false|yes|no|on|off|y|n|[-+.]?[0-9].*|[-+]?\.(?:inf|nan)|=|<<)$/i;

/** Begins with a letter, and has nothing in it that means anything, in a flow map or out of it. */
const plain = /^(?:https:\/\/|\.\/)?[A-Za-z_$/][A-Za-z0-9_$./@+*()~;-]*(?: [A-Za-z0-9_$./@+*()~;-]+)*$/;

/** A text in YAML: without quotes where they are not needed, else in single ones, or in JSON's if it has characters to escape. */
const yamlText = (text: string): string => {
  if (plain.test(text) && !otherwise.test(text)) return text;
  // JSON's escapes are YAML's too; what JSON leaves as it is, and YAML or a reviewer's eye does not, is escaped here.
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u{FEFF}]/u.test(text)) {
    return JSON.stringify(text).replaceAll(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{FEFF}]/gu,
      (character) => `\\U${character.codePointAt(0)!.toString(16).toUpperCase().padStart(8, '0')}`,
    );
  }
  return `'${text.replaceAll("'", "''")}'`;
};

/** A key: as a text, but that of an endpoint may have braces in it, outside of flow maps. */
export const yamlKey = (key: string): string =>
  /^[A-Z]+ \/[A-Za-z0-9_{}./@~-]*$/.test(key) || /^[1-9][0-9X]{2}$/.test(key) ? key : yamlText(key);

/** A value on one line: `{ type: array, items: { type: string } }`. */
export const flow = (value: YamlValue): string => {
  if (typeof value === 'string') return yamlText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  const entries = Object.entries(value);
  return entries.length === 0
    ? '{}'
    : `{ ${entries.map(([key, each]) => `${yamlText(key)}: ${flow(each)}`).join(', ')} }`;
};
