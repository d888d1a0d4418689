const name = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const value = /^[\t\x20-\x7e]+$/;

/**
 * Headers for the collector in the form of the variable OTEL_EXPORTER_OTLP_HEADERS: `api-key=abc,x-tenant=acme%20eu`
 * (opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables).
 *
 * @returns `undefined` if the text is not of that form, or not what HTTP takes (RFC 9110 §5)
 */
export const parseHeaders = (text: string): Readonly<Record<string, string>> | undefined => {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  const headers = parts.map(parsePair);
  return headers.every((header) => header !== undefined) ? Object.fromEntries(headers) : undefined;
};

const parsePair = (part: string): readonly [string, string] | undefined => {
  const [, before = '', after = ''] = /^([^=]*)=(.*)$/s.exec(part) ?? [];
  const pair = [before.trim().toLowerCase(), decoded(after.trim())] as const;
  return name.test(pair[0]) && value.test(pair[1]) ? pair : undefined;
};

/** Nothing if it can not be decoded. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
};
