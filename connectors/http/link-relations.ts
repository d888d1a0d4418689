/** One link of a header Link. */
export interface RelatedLink {
  readonly address: string;
  /** In lower case. */
  readonly relation: string;
}

const linkPattern = /<([^<>]*)>((?:\s*;\s*[\w!#$&+.^`|~*-]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s",;]*))?)*)/g;
const relationPattern = /;\s*rel\s*=\s*(?:"\s*([a-z-]+)\s*"|([a-z-]+))/i;

/** The links of a header Link (RFC 8288). */
export const linkRelations = (header: string): readonly RelatedLink[] =>
  Array.from(header.matchAll(linkPattern), ([, address = '', parameters = '']) => {
    const [, quoted, plain] = relationPattern.exec(parameters) ?? [];
    return { address, relation: (quoted ?? plain ?? '').toLowerCase() };
  });

/** The address of the next page. */
export const nextLink = (header: string | null): string | undefined =>
  header === null ? undefined : linkRelations(header).find(({ relation }) => relation === 'next')?.address;
