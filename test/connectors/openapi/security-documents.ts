/** An OpenAPI document of one operation for each of these paths, with what they ask for. */
export const securedDocument = (
  securitySchemes: Readonly<Record<string, unknown>>,
  security: unknown,
  operations: Readonly<Record<string, unknown>> = {},
): object => ({
  openapi: '3.1.0',
  info: { title: 'Things', version: '1' },
  servers: [{ url: 'https://api.example.com/v1' }],
  ...(security !== undefined && { security }),
  paths: Object.fromEntries(
    Object.entries({ '/things': undefined, ...operations }).map(([path, own]) => [
      path,
      { get: own === undefined ? {} : { security: own } },
    ]),
  ),
  components: { securitySchemes },
});

/** The two flows of an Integration Model as Itential's page on token management describes them. */
export const itential = {
  password: securedDocument(
    {
      OAuth2: {
        type: 'oauth2',
        flows: {
          password: {
            tokenUrl: 'https://auth.example.com/oauth/token',
            refreshUrl: 'https://auth.example.com/oauth/refresh',
            scopes: { read: 'Reads.', write: 'Writes.' },
          },
        },
      },
    },
    [{ OAuth2: ['read'] }],
  ),
  clientCredentials: securedDocument(
    {
      OAuth2: {
        type: 'oauth2',
        flows: {
          clientCredentials: {
            tokenUrl: 'https://auth.example.com/oauth/token',
            scopes: { read: 'Reads.', write: 'Writes.' },
          },
        },
      },
    },
    [{ OAuth2: ['read'] }],
  ),
};
