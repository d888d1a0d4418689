/** HTML that is safe to put into a page. Only `markup` makes it. */
export class Markup {
  readonly html: string;

  constructor(html: string) {
    this.html = html;
  }
}

/** What may stand in a template: text, which is escaped, and markup, which is not escaped again. */
export type Part = string | number | Markup | readonly Markup[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!);

const htmlOf = (part: Part): string => {
  if (part instanceof Markup) return part.html;
  return typeof part === 'object' ? part.map(({ html }) => html).join('') : escaped(String(part));
};

/**
 * Markup out of a template. Whatever is filled in is escaped, between tags and inside quotes alike, unless it is markup itself.
 *
 * @example markup`<b title="${name}">${name}</b>`
 */
export const markup = (template: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(template.reduce((html, text, index) => html + htmlOf(parts[index - 1]!) + text));
