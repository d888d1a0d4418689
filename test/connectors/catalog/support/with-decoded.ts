/**
 * The text of an answer, and after it what its words say that are Base64 of text: ids and tokens often hold a name that nobody sees.
 * Pseudonyms hold none.
 */
export const withDecoded = (answer: unknown): string => {
  const text = JSON.stringify(answer);
  const words = text.replaceAll(/sp1[rhi]\.[\w.-]+/g, '').match(/[\w-]{12,}/g) ?? [];
  return [text, ...words.map((word) => Buffer.from(word, 'base64').toString('latin1'))].join('\n');
};
