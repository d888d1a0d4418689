/** The bytes that give JSON its structure (RFC 8259, section 2). */
export const jsonBytes = {
  lineFeed: 0x0a,
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  /** Letters begin `true`, `false` and `null`; no number has a byte from here on. */
  letterA: 0x61,
  letterN: 0x6e,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;
