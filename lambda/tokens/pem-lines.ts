/**
 * PEM as it was entered, with lines that were written as one apart again: keys in JSON files and environment variables are.
 *
 * @example pemLines('-----BEGIN PRIVATE KEY-----\\nMII…')
 */
export const pemLines = (pem: string): string => pem.replaceAll('\\n', '\n');
