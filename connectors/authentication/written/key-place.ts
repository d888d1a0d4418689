import * as z from 'zod';

const noKey = /^(host|cookie2?|connection|content-.*|transfer-encoding|te|trailer|upgrade|proxy-.*)$/i;

/** What is wrong with a header that is to carry a key or a token; `undefined` if it is right. */
export const headerProblem = (name: string): string | undefined => {
  if (!/^[a-z0-9-]{1,64}$/i.test(name)) return 'write the name of a header, such as x-api-key';
  return noKey.test(name) ? 'is a header that carries no key' : undefined;
};

/** The same of a parameter of the query. */
export const queryNameProblem = (name: string): string | undefined =>
  /^[\w.~:$[\]-]{1,64}$/.test(name) ? undefined : 'write the name of a query parameter, such as api_key';

/** The same of a cookie (RFC 6265, section 4.1.1). */
export const cookieProblem = (name: string): string | undefined =>
  /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}$/.test(name) ? undefined : 'write the name of a cookie, such as session';

const checked = (problemOf: (name: string) => string | undefined) =>
  z.string().superRefine((name, context) => {
    const message = problemOf(name);
    if (message) context.addIssue({ code: 'custom', message });
  });

/** Name of a header that carries a key or a token. */
export const headerName = checked(headerProblem);

/** Name of a query parameter that carries a key. */
export const queryName = checked(queryNameProblem);

/** Name of a cookie that carries a key. */
export const cookieName = checked(cookieProblem);
