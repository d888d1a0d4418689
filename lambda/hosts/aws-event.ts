import type {
  LambdaFunctionURLEventWithIAMAuthorizer as IamEvent,
  LambdaFunctionURLEvent as UrlEvent,
} from 'aws-lambda';
import type { PlatformPrincipal } from '../callers/caller.ts';

/** An event of a function URL, with or without IAM. */
export type FunctionUrlEvent = IamEvent | UrlEvent;

/**
 * Function URLs that stream take the encoding off an answer, and its header with it; with CloudFront before them that broke answers
 * (github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/96). So nobody is asked to encode.
 */
const withheld = 'accept-encoding';

/** Methods whose requests have no body in the Fetch standard. */
const bodiless = new Set(['GET', 'HEAD']);

/**
 * A function URL's event (payload format 2.0) as a Request. Lambda joins repeated headers with a comma, which keeps a second
 * `Authorization` visible to the check of callers.
 *
 * @returns `undefined` for a method or header that the Fetch standard refuses. Its exception quotes the header, which may be a token.
 */
export const eventRequest = (event: FunctionUrlEvent): Request | undefined => {
  const { method } = event.requestContext.http;
  const headers = new Headers();
  const body = bodiless.has(method) || event.body === undefined ? null : eventBody(event);
  try {
    for (const [name, value] of Object.entries(event.headers)) {
      if (value !== undefined && name.toLowerCase() !== withheld) headers.append(name, value);
    }
    return new Request(`https://${event.requestContext.domainName}${eventTarget(event)}`, { method, headers, body });
  } catch {
    return undefined;
  }
};

/** Path and query as they were sent: a function URL, unlike an HTTP API, leaves percent-encodings in its event as they are. */
export const eventTarget = ({ rawPath, rawQueryString }: FunctionUrlEvent): string =>
  rawQueryString ? `${rawPath}?${rawQueryString}` : rawPath;

const eventBody = ({ body, isBase64Encoded }: FunctionUrlEvent): Buffer<ArrayBuffer> =>
  Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8') as Buffer<ArrayBuffer>;

/** Who Lambda itself let in, if the function URL asks for IAM. It can not be set by a caller. */
export const eventPrincipal = (event: FunctionUrlEvent): PlatformPrincipal | undefined => {
  const { requestContext: context } = event;
  if (!('authorizer' in context) || !context.authorizer) return undefined;
  const { userArn, accountId } = context.authorizer.iam;
  return { type: 'aws-iam', arn: userArn, accountId };
};

/** The URL at which the caller reached the function: the domain is Lambda's own, not the `Host` header. */
export const eventUrl = (event: FunctionUrlEvent): string => `https://${event.requestContext.domainName}/`;
