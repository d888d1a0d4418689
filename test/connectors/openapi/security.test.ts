import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldsOf } from '../../../connectors/authentication/fields-of.ts';
import { openApiDocument } from '../../../connectors/openapi/openapi-document.ts';
import { documentAuthentication } from '../../../connectors/openapi/security/document-authentication.ts';
import { openapi } from '../../../connectors/openapi.ts';
import { authenticationOf, configured, problemsOf } from '../authentication/configured.ts';
import { itential, securedDocument } from './security-documents.ts';

const token = 'https://auth.example.com/oauth/token';
const read = (document: unknown, written?: string, endpoints = ['GET /things']) =>
  authenticationOf(written, { document, endpoints, settings: 'localServer: http://127.0.0.1:1' });
const problems = (document: unknown, written?: string, endpoints = ['GET /things']) =>
  problemsOf(written, { document, endpoints, settings: 'localServer: http://127.0.0.1:1' });
const flow = (name: string, others: object = {}) => ({
  type: 'oauth2',
  flows: { [name]: { tokenUrl: token, scopes: {}, ...others } },
});

describe('an Integration Model of Itential', () => {
  test.each<[keyof typeof itential, object, readonly string[]]>([
    [
      'password',
      { token, refresh: 'https://auth.example.com/oauth/refresh', hosts: [] },
      ['client_id', 'client_secret', 'username', 'password'],
    ],
    ['clientCredentials', { token, hosts: [] }, ['client_id', 'client_secret']],
  ])('of the flow %s needs nothing but the fields of its table', (grant, endpoints, fields) => {
    const authentication = read(itential[grant]);
    expect(authentication).toEqual({
      schemes: {
        OAuth2: {
          kind: 'token',
          prefix: '',
          grant: { type: grant },
          client: { method: 'client_secret_basic' },
          endpoints,
          scopes: ['read'],
          parameters: {},
          send: 'bearer',
        },
      },
      alternatives: [['OAuth2']],
      privateAddresses: [],
    });
    expect(
      fieldsOf(authentication)
        .filter(({ required }) => required)
        .map(({ name }) => name),
    ).toEqual(fields);
    const options = configured(undefined, { document: itential[grant], settings: 'localServer: http://127.0.0.1:1' });
    expect(openapi.requires(options)).toMatchObject({ hosts: ['api.example.com', 'auth.example.com'], state: true });
  });

  test('can be said otherwise', () => {
    const written = `{ document: { schemes: { OAuth2: { tokenUrl: https://b.example/t, refreshUrl: https://b.example/r, clientId: gate,
      client: client_secret_post, scopes: [write], parameters: { resource: a }, send: { header: x-t } } } } }`;
    expect(read(itential.password, written.replaceAll('\n', ' ')).schemes['OAuth2']).toMatchObject({
      grant: { type: 'password' },
      clientId: 'gate',
      client: { method: 'client_secret_post' },
      endpoints: { token: 'https://b.example/t', refresh: 'https://b.example/r', hosts: [] },
      scopes: ['write'],
      parameters: { resource: 'a' },
      send: { header: 'x-t' },
    });
  });
});

describe('a scheme of a document', () => {
  test.each<[string, unknown, object]>([
    ['http basic', { type: 'http', scheme: 'Basic' }, { kind: 'basic' }],
    ['http bearer', { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, { kind: 'bearer' }],
    [
      'a key in a header',
      { type: 'apiKey', in: 'header', name: 'X-Key' },
      { kind: 'key', in: 'header', name: 'x-key' },
    ],
    ['a key in the query', { type: 'apiKey', in: 'query', name: 'Key' }, { kind: 'key', in: 'query', name: 'Key' }],
    ['a key in a cookie', { type: 'apiKey', in: 'cookie', name: 'Sid' }, { kind: 'key', in: 'cookie', name: 'Sid' }],
    ['mutualTLS', { type: 'mutualTLS' }, { kind: 'certificate' }],
    ['clientCredentials', flow('clientCredentials'), { kind: 'token', grant: { type: 'clientCredentials' } }],
    [
      'authorizationCode',
      flow('authorizationCode', { authorizationUrl: 'https://auth.example.com/in' }),
      {
        grant: { type: 'authorizationCode' },
        endpoints: { token, authorization: 'https://auth.example.com/in', hosts: [] },
      },
    ],
    [
      'deviceAuthorization of OpenAPI 3.2',
      flow('deviceAuthorization', { deviceAuthorizationUrl: 'https://auth.example.com/on' }),
      {
        grant: { type: 'authorizationCode' },
        endpoints: { token, deviceAuthorization: 'https://auth.example.com/on', hosts: [] },
      },
    ],
    [
      'several flows: the first that needs nobody',
      {
        type: 'oauth2',
        flows: {
          implicit: { authorizationUrl: 'https://a.example' },
          authorizationCode: { tokenUrl: 'https://a.example', authorizationUrl: 'https://a.example' },
          clientCredentials: { tokenUrl: token },
        },
      },
      { grant: { type: 'clientCredentials' }, endpoints: { token, hosts: [] } },
    ],
    [
      'metadata of OpenAPI 3.2',
      {
        type: 'oauth2',
        oauth2MetadataUrl: '/.well-known/oauth-authorization-server',
        flows: { clientCredentials: {} },
      },
      { endpoints: { discovery: 'https://api.example.com/.well-known/oauth-authorization-server', hosts: [] } },
    ],
    [
      'openIdConnect',
      { type: 'openIdConnect', openIdConnectUrl: 'https://auth.example.com/.well-known/openid-configuration' },
      {
        grant: { type: 'clientCredentials' },
        endpoints: { discovery: 'https://auth.example.com/.well-known/openid-configuration', hosts: [] },
      },
    ],
    [
      'addresses relative to the server',
      flow('password', { tokenUrl: 'token', refreshUrl: '/refresh?a=b' }),
      {
        endpoints: {
          token: 'https://api.example.com/v1/token',
          refresh: 'https://api.example.com/refresh?a=b',
          hosts: [],
        },
      },
    ],
    ['a reference', { $ref: '#/components/securitySchemes/other' }, { kind: 'certificate' }],
  ])('%s', (_, scheme, expected) => {
    const document = securedDocument({ s: scheme, other: { type: 'mutualTLS' } }, [{ s: [] }]);
    expect(read(document).schemes['s']).toMatchObject({ prefix: '', ...expected });
  });

  test.each([
    ['of its own domain, by what is written', 'https://api.example.com', ', region: us-east-1, service: execute-api'],
    ['of the domain of API Gateway, by its server', 'https://a1.execute-api.us-east-1.amazonaws.com/prod', ''],
  ])('an API of AWS %s', (_, server, written) => {
    const scheme = { type: 'apiKey', in: 'header', name: 'Authorization', 'x-amazon-apigateway-authtype': 'awsSigv4' };
    const document = { ...securedDocument({ sigv4: scheme }, [{ sigv4: [] }]), servers: [{ url: server }] };
    const role = 'arn:aws:iam::111122223333:role/r';
    const settled = read(document, `{ document: { schemes: { sigv4: { role: { arn: "${role}" }${written} } } } }`);
    expect(settled.schemes).toEqual({
      sigv4: {
        kind: 'awsSignature',
        service: 'execute-api',
        region: 'us-east-1',
        credentials: 'host',
        role: { arn: role },
        prefix: '',
      },
    });
  });
});

const basic = { type: 'http', scheme: 'basic' };
const bearer = { type: 'http', scheme: 'bearer' };
const key = { type: 'apiKey', in: 'query', name: 'key' };
const digest = { type: 'http', scheme: 'digest' };

describe('security', () => {
  test('is AND within an object, and OR between objects', () => {
    const document = securedDocument({ basic, bearer, key }, [{ bearer: [], key: [] }, { basic: [] }]);
    expect(read(document)).toMatchObject({ alternatives: [['bearer', 'key'], ['basic']], privateAddresses: [] });
    expect(read(document)).not.toHaveProperty('endpoints');
  });

  test('may name a scheme by where it stands, as OpenAPI 3.2 has it', () => {
    const document = securedDocument({ key }, [{ '#/components/securitySchemes/key': [] }]);
    expect(read({ ...document, openapi: '3.2.0' })).toMatchObject({ alternatives: [['key']] });
  });

  test('may be nothing, after all else', () => {
    const document = securedDocument({ basic }, [{}, { basic: [] }]);
    expect(read(document).alternatives).toEqual([['basic'], []]);
  });

  test.each([
    ['is said of no endpoint', undefined],
    ['is said to be nothing', []],
    ['can not be understood', [7, 'basic', null]],
  ])('%s: nothing is sent', (_, security) => {
    expect(read(securedDocument({ basic }, security))).toEqual({
      schemes: {},
      alternatives: [[]],
      privateAddresses: [],
    });
  });

  test('that is said of no endpoint is each scheme, if the document is to count', () => {
    const document = securedDocument({ basic, bearer, digest }, undefined);
    expect(read(document, 'document').alternatives).toEqual([['basic'], ['bearer']]);
    expect(read(document, '{ document: { use: [bearer] } }').alternatives).toEqual([['bearer']]);
  });

  test('of an operation replaces that of the document', () => {
    const own = { '/open': [], '/keyed': [{ key: [] }], '/a': undefined, '/{id}': [{ key: [] }, { basic: [] }] };
    const document = securedDocument({ basic, key, bearer }, [{ basic: [] }], own);
    const endpoints = ['GET /things', 'GET /a', 'GET /open', 'GET /keyed', 'GET /{other}'];
    expect(read(document, undefined, endpoints)).toMatchObject({
      schemes: { basic: { kind: 'basic' }, key: { kind: 'key' } },
      alternatives: [['basic']],
      endpoints: { 'GET /open': [[]], 'GET /keyed': [['key']], 'GET /{other}': [['key'], ['basic']] },
    });
  });

  test('counts only of the endpoints that are served: scopes and schemes of others are not asked for', () => {
    const document = securedDocument({ o: flow('clientCredentials'), key }, [{ o: ['a'] }], {
      '/b': [{ o: ['b c', 'a'] }],
      '/other': [{ o: ['d'] }, { key: [] }],
    });
    const { schemes } = read(document, undefined, ['GET /things', 'GET /b']);
    expect(Object.keys(schemes)).toEqual(['o']);
    expect(schemes['o']).toMatchObject({ scopes: ['a', 'b', 'c'] });
  });

  test('of ways that the gate can not go is left out where there is another', () => {
    const document = securedDocument({ digest, basic, bearer, key }, [
      { digest: [] },
      { basic: [], bearer: [] },
      { key: [], unknown: [] },
      { key: [] },
    ]);
    expect(read(document)).toMatchObject({ alternatives: [['key']], schemes: { key: { kind: 'key' } } });
  });

  test('can be chosen from', () => {
    const document = securedDocument({ basic, bearer, key }, [{ bearer: [] }, { key: [], basic: [] }, { key: [] }]);
    expect(read(document, '{ document: { use: [key] } }').alternatives).toEqual([['key']]);
    expect(read(document, '{ document: { use: [key, basic] } }').alternatives).toEqual([['key', 'basic'], ['key']]);
  });

  test('of schemes that share names of fields tells them apart by the scheme', () => {
    const document = securedDocument({ one: key, two: { ...key, name: 'other' }, basic }, [
      { one: [], two: [] },
      { basic: [] },
    ]);
    expect(fieldsOf(read(document)).map(({ name }) => name)).toEqual(['one.key', 'two.key', 'user', 'password']);
    expect(fieldsOf(read(document, '{ document: { use: [basic] } }')).map(({ name }) => name)).toEqual([
      'user',
      'password',
    ]);
  });

  test('does not count where the configuration says another way', () => {
    expect(read(securedDocument({ digest }, [{ digest: [] }]), 'bearer').alternatives).toEqual([['bearer']]);
  });
});

describe('refused, with what to do', () => {
  const scheme = (json: unknown, others: object = {}) => securedDocument({ s: json, ...others }, [{ s: [] }]);
  const other = { type: 'oauth2', flows: { clientCredentials: {} } };
  test.each<[string, object, string | undefined, ...string[]]>([
    [
      'the implicit flow alone',
      scheme({ type: 'oauth2', flows: { implicit: { authorizationUrl: 'https://a.example' } } }),
      undefined,
      'authentication: can not be as the OpenAPI document says: its scheme s has the implicit flow only, which is for browsers | Ask who runs the API for a client of another flow, and then: Write authentication: { document: { schemes: { s: { flow: clientCredentials',
    ],
    [
      'no flow',
      scheme({ type: 'oauth2' }),
      undefined,
      'scheme s has no flow that is known here | Write authentication:',
    ],
    [
      'no tokenUrl',
      scheme(other),
      undefined,
      'its scheme s has no tokenUrl | Write authentication: { document: { schemes: { s: { tokenUrl: https://',
    ],
    [
      'no address to sign in',
      scheme(flow('authorizationCode')),
      undefined,
      'its scheme s has no authorizationUrl | Write authentication: { document: { schemes: { s: { authorizationUrl:',
    ],
    [
      'a tokenUrl without TLS',
      scheme(flow('password', { tokenUrl: 'http://auth.example.com/token' })),
      undefined,
      'its scheme s has a tokenUrl that can not be called: it must begin with https:// | Write authentication:',
    ],
    [
      'digest',
      scheme(digest),
      undefined,
      'its scheme s is of a scheme of HTTP that the gate does not know: it knows basic and bearer | Write under authentication',
    ],
    ['another type', scheme({ type: 'oauth3' }), undefined, 'its scheme s has no type that is known here'],
    [
      'a key in the body',
      scheme({ type: 'apiKey', in: 'body', name: 'k' }),
      undefined,
      'its scheme s is a key that is neither in a header',
    ],
    [
      'a key in Host',
      scheme({ type: 'apiKey', in: 'header', name: 'Host' }),
      undefined,
      'its scheme s is a key under a name that can not be used',
    ],
    ['a key without a name', scheme({ type: 'apiKey', in: 'query' }), undefined, 'its scheme s is a key under a name'],
    [
      'AWS without a region',
      scheme({ ...key, 'x-amazon-apigateway-authtype': 'awsSigv4' }),
      undefined,
      'its scheme s says not in which region of AWS it is | Write authentication: { document: { schemes: { s: { region: eu-west-1 } } } }',
    ],
    [
      'a scheme that is not described',
      securedDocument({}, [{ s: [] }]),
      undefined,
      'its scheme s is not among its securitySchemes | Describe it there',
    ],
    [
      'a reference to nothing',
      scheme({ $ref: '#/components/x' }),
      undefined,
      'its scheme s can not be read | #/components/x is not in the document',
    ],
    [
      'a scope that can not be sent',
      securedDocument({ s: flow('password') }, [{ s: ['"a"'] }]),
      undefined,
      'its scheme s asks for a scope that can not be sent',
    ],
    [
      'a name that can not be used',
      securedDocument({ 'a b': basic }, [{ 'a b': [] }]),
      undefined,
      'its scheme "a b" has a name that can not be used',
    ],
    [
      'two schemes for one header',
      securedDocument({ basic, bearer }, [{ basic: [], bearer: [] }]),
      undefined,
      'authentication: leaves no way to call GET /things, which asks for basic and bearer | Name all schemes of one of these ways under use. Two that need the same header can not be sent together.',
    ],
    [
      'several broken ways: each is told, and what else could be mended',
      securedDocument({ s: other, digest }, [{ s: [] }, { digest: [] }]),
      undefined,
      'its scheme s has no tokenUrl | Write authentication: { document: { schemes: { s: { tokenUrl: https://login.example.com/oauth/token } } } } Or take another: authentication: { document: { use: [digest] } }',
      'its scheme digest is of a scheme of HTTP',
    ],
    [
      'a broken scheme that is named, though there is another',
      securedDocument({ s: other, key }, [{ s: [] }, { key: [] }]),
      '{ document: { schemes: { s: { scopes: [a] } } } }',
      'its scheme s has no tokenUrl | Write authentication: { document: { schemes: { s: { tokenUrl: https://login.example.com/oauth/token } } } } Or take another: authentication: { document: { use: [key] } }',
    ],
    [
      'a choice that leaves nothing',
      securedDocument({ basic, key }, [{ basic: [], key: [] }, {}]),
      '{ document: { use: [basic] } }',
      'authentication: uses the scheme basic, which is not enough for any endpoint | They ask for basic and key, or nothing: name all schemes of one of these ways under use.',
    ],
    [
      'a choice that leaves an endpoint nothing',
      securedDocument({ basic, key }, [{ basic: [], key: [] }], { '/b': [{ basic: [] }] }),
      '{ document: { use: [basic] } }',
      'leaves no way to call GET /things, which asks for basic and key | Name all schemes of one of these ways under use.',
    ],
    [
      'names that the document does not have',
      securedDocument({ basic }, [{ basic: [] }]),
      '{ document: { use: [basik], schemes: { other: {} } } }',
      'authentication: names the scheme basik, which the OpenAPI document does not have | Did you mean basic?',
      'authentication: names the scheme other, which the OpenAPI document does not have | It has: basic.',
    ],
    [
      'a setting of another kind of scheme',
      securedDocument({ basic }, [{ basic: [] }]),
      '{ document: { schemes: { basic: { tokenUrl: https://a.example } } } }',
      'its scheme basic is of a type that has no tokenUrl | Remove it, or write under authentication',
    ],
    [
      'a setting of AWS for a token',
      securedDocument({ s: flow('password') }, [{ s: [] }]),
      '{ document: { schemes: { s: { region: eu-west-1 } } } }',
      'its scheme s is of a type that has no region | The keys here are: flow, tokenUrl,',
    ],
    [
      'a secret in the configuration',
      securedDocument({ s: flow('password') }, [{ s: [] }]),
      '{ document: { schemes: { s: { clientSecret: hunter2 } } } }',
      'authentication.document.schemes.s.clientSecret: is not a key that is known here | Remove it: nothing secret',
    ],
  ])('%s', (_, document, written, ...expected) => {
    const served = Object.keys((document as { paths: object }).paths).map((path) => `GET ${path}`);
    expect(problems(document, written, served)).toEqual(expected.map((problem) => expect.stringContaining(problem)));
  });
});

describe('on this machine', () => {
  const local = (written: string | undefined, localSettings: string, document?: unknown) =>
    openapi.authentication!(configured(written, { settings: localSettings, ...(document ? { document } : {}) }), {
      local: true,
    })!;
  const own =
    '{ clientCredentials: { tokenUrl: https://api.example.com/oauth/token, revocationUrl: "https://x.example/end" } }';

  test('an authorization server at the origin of the API is where its stand-in is', () => {
    const authentication = local(own, 'server: https://api.example.com/v1, localServer: http://127.0.0.1:8790/v1');
    expect(authentication).toMatchObject({
      schemes: {
        clientCredentials: {
          endpoints: { token: 'http://127.0.0.1:8790/oauth/token', revocation: 'https://x.example/end', hosts: [] },
        },
      },
      privateAddresses: ['127.0.0.0/8', '::1/128'],
    });
  });

  test('the API of a GitHub App is moved with it', () => {
    const settled = local(
      '{ githubApp: { api: https://git.example/api/v3, organization: acme } }',
      'server: https://git.example/api/v3, localServer: http://127.0.0.1:8790/api/v3',
    );
    expect(settled.schemes['githubApp']).toMatchObject({ grant: { api: 'http://127.0.0.1:8790/api/v3' } });
  });

  test('an authorization server on this machine may be called, and nothing else', () => {
    const server = 'server: https://api.example.com/v1, privateAddresses: [127.0.0.0/8]';
    expect(local('{ refreshToken: { tokenUrl: http://localhost:1 } }', server).privateAddresses).toEqual([
      '127.0.0.0/8',
      '::1/128',
    ]);
    expect(local(own, 'server: https://api.example.com/v1').privateAddresses).toEqual([]);
  });

  test('only: a deployed gate has nothing moved', () => {
    const options = configured(own, {
      settings: 'server: https://api.example.com/v1, localServer: http://127.0.0.1:1',
    });
    for (const host of [undefined, { local: false }])
      expect(openapi.authentication!(options, host)).toBe(options.authentication);
  });
});

describe('whatever a document says', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'constructor', '__proto__', 'x y');
  const json = fc.oneof(
    fc.constantFrom<unknown>(basic, bearer, key, digest, { type: 'mutualTLS' }, { type: 'oauth2', flows: {} }),
    fc.constantFrom('password', 'clientCredentials', 'implicit', 'authorizationCode').map((each) => flow(each)),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const requirement = fc.oneof(
    fc.dictionary(name, fc.array(fc.constantFrom('read', 'write', '"'), { maxLength: 2 }), { maxKeys: 3 }),
    fc.jsonValue({ maxDepth: 1 }),
  );
  const security = fc.option(fc.array(requirement, { maxLength: 4 }), { nil: undefined });

  test('its alternatives name schemes that exist, each endpoint has one, and no scheme is there for nothing', () => {
    const seen = { read: 0, refused: 0 };
    fc.assert(
      fc.property(fc.dictionary(name, json), security, security, fc.boolean(), (schemes, all, own, isWritten) => {
        const document = JSON.parse(JSON.stringify(securedDocument(schemes, all, { '/b': own })));
        const result = documentAuthentication({
          document: openApiDocument(document),
          written: isWritten ? {} : undefined,
          endpoints: ['GET /things', 'GET /b'],
          server: 'https://api.example.com',
          privateAddresses: [],
        });
        if ('problems' in result) {
          seen.refused++;
          expect(result.problems.length).toBeGreaterThan(0);
          for (const { what, remedy } of result.problems) expect([what, remedy]).not.toContain('');
          return;
        }
        seen.read++;
        const { alternatives, endpoints = {}, schemes: read } = result.authentication;
        const lists = [alternatives, ...Object.values(endpoints)];
        for (const list of lists) expect(list.length).toBeGreaterThan(0);
        expect(new Set(lists.flat(2))).toEqual(new Set(Object.keys(read)));
      }),
      { numRuns: 1_000 },
    );
    expect(seen.read).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(100);
  });
});
