import { lines } from './shell.ts';

/** Asked by every vendor first; a source that is not served by import answers 404 to it, but only to whom it lets in. */
const procedure = 'elimity.insights.customgateway.v1alpha2.Service/Meta';

/** A call that shows whether one is let in. Headers may be variables of the shell, and are in double quotes. */
export const callCommand = (headers: readonly string[], options: readonly string[] = []): string =>
  lines(
    'curl -sS -i -X POST',
    ...options,
    ...headers.map((header) => `-H "${header}"`),
    `-H 'content-type: application/json' -d '{}'`,
    // A function URL of AWS ends with a slash, and a signature for a path with two of them is refused.
    `"\${url%/}/${procedure}"`,
  );

/** What the answer to that call says. */
export const callTitle =
  'Call a source. 200, and 404 with a problem document, mean that you are let in; other answers have a code and say what to do.';

/** The header by which the vendor says for whom it calls. Both values are written into double quotes. */
export const externalIdHeader = (externalId: string): string =>
  `sallyport-external-id: ${externalId.replaceAll(/["\\$`]/g, '\\$&')}`;
