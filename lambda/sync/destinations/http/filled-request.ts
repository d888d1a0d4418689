import {
  filledPath,
  filledTemplate,
  filledText,
  type RequestVariables,
  TemplateFailure,
} from '../../../../connectors/destinations/http/request-template.ts';
import type { Json } from '../../../../connectors/item.ts';
import type { JsonCall } from '../ask-json.ts';

/** A request, with templates. */
export interface RequestTemplate {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Json | undefined;
}

/**
 * A request for one user. What a user does not have is left out of query, headers and body.
 *
 * @throws TemplateFailure
 */
export const filledRequest = (
  address: string,
  { method, path, query, headers, body }: RequestTemplate,
  variables: RequestVariables,
): Omit<JsonCall, 'reads'> => {
  const url = new URL(address + filledPath(path, variables));
  for (const [name, text] of Object.entries(filledTexts(query, variables))) url.searchParams.set(name, text);
  const sent = body === undefined ? undefined : filledTemplate(body, variables);
  const filledHeaders = filledTexts(headers, variables);
  if (!Object.values(filledHeaders).every((text) => /^[\t\x20-\x7e]*$/.test(text)))
    throw new TemplateFailure('it has a letter that no header can have');
  return {
    name: `${method} ${path}`,
    method,
    url: url.href,
    headers: filledHeaders,
    ...(sent !== undefined && { body: JSON.stringify(sent) }),
  };
};

/** Texts of a query or headers, as far as all of each is there. */
export const filledTexts = (
  texts: Readonly<Record<string, string>> = {},
  variables: RequestVariables,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]): [string, string][] => {
      const filled = filledText(text, variables, (value) => value);
      return filled === undefined ? [] : [[name, filled]];
    }),
  );
