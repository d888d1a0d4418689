/** Headers that say what is sent and wanted, and that any call may have. What says for whom, from where or as what is none of them. */
export const usualHeaders: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'authorization',
  'cache-control',
  'content-encoding',
  'content-language',
  'content-type',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'prefer',
  'range',
  'user-agent',
]);

/** The HTTP client writes these itself, from the address and the body: what the gate says of them is not sent. */
export const clientHeaders: ReadonlySet<string> = new Set(['host', 'content-length', 'connection']);

/**
 * Headers that no rule can allow: they are for one connection (RFC 9110, section 7.6.1), frame the body, or make another request of it
 * for the servers that heed them.
 */
export const neverHeaders: ReadonlySet<string> = new Set([
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-original-method',
  'x-original-uri',
  'x-original-url',
  'x-override-url',
  'x-rewrite-url',
]);
