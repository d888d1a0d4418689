/** What an endpoint of an authorization server answered, decoded. */
export interface EndpointAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The members of its object, or of its form; `undefined` if it is neither, or has a member twice. */
  readonly members: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Reads what an endpoint answered by what it is, whatever its content type says: JSON (RFC 6749, section 5.1), or a form, as GitHub's
 * and older servers send it. A byte order mark does no harm.
 *
 * @example const { members } = await endpointAnswer(await fetch(url, { method: 'POST', body }))
 */
export const endpointAnswer = async (response: Response): Promise<EndpointAnswer> => {
  // Decoded by fetch: malformed UTF-8 becomes U+FFFD, which no token may hold, and a byte order mark goes.
  const text = (await response.text()).trim();
  const members = text.startsWith('{') ? jsonMembers(text) : formMembers(text);
  return { status: response.status, headers: response.headers, members };
};

const jsonMembers = (text: string): EndpointAnswer['members'] => {
  let value: object;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return countMembers(text) === Object.keys(value).length ? (value as Record<string, unknown>) : undefined;
};

/** How often an object of valid JSON names a member: of two with the same name, parsers take different ones. */
const countMembers = (text: string): number => {
  let depth = 0;
  let members = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (token === ':' && depth === 1) members++;
  }
  return members;
};

/** Names and values without anything that a form would have escaped: a page or a sentence is none. */
const form = /^[\w.-]+=[^\s=&<>"{}]*(?:&[\w.-]+=[^\s=&<>"{}]*)*$/;

const formMembers = (text: string): EndpointAnswer['members'] => {
  if (!form.test(text)) return undefined;
  const parameters = new URLSearchParams(text);
  const members = Object.fromEntries(parameters);
  return Object.keys(members).length === parameters.size ? members : undefined;
};
