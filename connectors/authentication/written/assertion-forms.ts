import * as z from 'zod';
import { signingKeys } from './client-option.ts';
import { saysWhere } from './oauth-forms.ts';
import { protocolClaims, protocolParameters, textsBesides } from './reserved-names.ts';
import { givenName, tokenScheme, tokenSettings } from './token-settings.ts';

const text = (description: string) => z.string().min(1).max(2048).describe(description);

/** The gate signs who it is, or for whom (RFC 7523, section 2.1). */
export const jwtBearerForm = saysWhere(
  z.strictObject({
    ...tokenSettings,
    ...signingKeys,
    issuer: givenName('Who signs. Default: the client id.').optional(),
    subject: text('Whom the token is for. Default: the issuer.').optional(),
    audience: text("Whom the assertion is for. Default: the token endpoint's address.").optional(),
    claims: textsBesides(protocolClaims)
      .default({})
      .meta({ description: 'Further claims of the assertion.', examples: [{ scope: 'read' }] }),
  }),
)
  .meta({
    id: 'jwtBearer',
    description: 'A token for an assertion that the gate signs with a private key (JWT bearer).',
    examples: [
      {
        tokenUrl: 'https://login.salesforce.com/services/oauth2/token',
        subject: 'gate@acme.example',
        audience: 'https://login.salesforce.com',
      },
    ],
  })
  .transform(({ algorithm, keyId, thumbprint, issuer, subject, audience, claims, ...settings }) =>
    tokenScheme(
      {
        type: 'jwtBearer',
        algorithm,
        thumbprint,
        claims,
        ...(keyId !== undefined && { keyId }),
        ...(issuer !== undefined && { issuer }),
        ...(subject !== undefined && { subject }),
        ...(audience !== undefined && { audience }),
      },
      settings,
      { client: { method: 'none' } },
    ),
  );

const tokenType = (description: string) =>
  z
    .string()
    .max(256)
    .regex(/^[a-z][a-z0-9+.-]*:\S+$/i, 'write a URI, such as urn:ietf:params:oauth:token-type:jwt')
    .describe(description);

/** One token for another (RFC 8693). */
export const tokenExchangeForm = saysWhere(
  z.strictObject({
    ...tokenSettings,
    parameters: textsBesides({
      ...protocolParameters,
      audience: 'Write it as audience, beside parameters.',
      resource: 'Write it as resource, beside parameters.',
    })
      .optional()
      .describe('Sent with each token request besides.'),
    subjectToken: z
      .union([
        z.literal('secret'),
        z.strictObject({ identity: text("Audience of the token of the gate's own identity.") }),
      ])
      .default('secret')
      .meta({
        description:
          "What is exchanged. secret: the field subject_token. identity: a token of the gate's own identity.",
        examples: [{ identity: 'https://login.example.com' }],
      }),
    subjectTokenType: tokenType('What kind of token is exchanged.').default('urn:ietf:params:oauth:token-type:jwt'),
    requestedTokenType: tokenType("What kind of token is asked for. Default: the server's own choice.").optional(),
    audience: text('Name of the system that the token is for.').optional(),
    resource: z
      .string()
      .max(2048)
      .refine((uri) => URL.canParse(uri), 'write an absolute URI, such as https://api.example.com')
      .optional()
      .describe('Address of the system that the token is for.'),
  }),
)
  .meta({
    id: 'tokenExchange',
    description: 'A token in exchange for another one (RFC 8693).',
    examples: [
      { tokenUrl: 'https://login.example.com/token', subjectToken: { identity: 'https://login.example.com' } },
    ],
  })
  .transform(({ subjectToken, subjectTokenType, requestedTokenType, audience, resource, ...settings }) =>
    tokenScheme(
      {
        type: 'tokenExchange',
        subjectToken,
        subjectTokenType,
        ...(requestedTokenType !== undefined && { requestedTokenType }),
        ...(audience !== undefined && { audience }),
        ...(resource !== undefined && { resource }),
      },
      settings,
      { client: { method: 'none' } },
    ),
  );
