import * as z from 'zod';
import {
  authenticationPurpose,
  oneWay,
  ownWays,
  ownWords,
  schemesOf,
  schemesOfWord,
  type WrittenSchemes,
} from '../../authentication/written/authentication-option.ts';
import { awsSignatureSettings } from '../../authentication/written/aws-signature-form.ts';
import { signInSettings, tokenSettings } from '../../authentication/written/token-settings.ts';

/** Flows of OAuth 2.0 that the gate can walk, by their names in OpenAPI; the first that a document has is taken. */
export const flows = ['clientCredentials', 'password', 'authorizationCode', 'deviceAuthorization'] as const;

export type Flow = (typeof flows)[number];

const name = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'write a name of components.securitySchemes of the OpenAPI document');

const tokenOverride = {
  flow: z.enum(flows).optional().describe('Which flow is walked. Default: the first of these that the document has.'),
  ...tokenSettings,
  ...signInSettings,
};

const { credentials, ...signature } = awsSignatureSettings;
const awsOverride = z
  .strictObject({ ...signature, credentials: credentials.unwrap().describe(credentials.description ?? '') })
  .partial().shape;

/** The keys of an override, by what they are for: tokens, or AWS's signature. */
export const overrideKeys: Readonly<Record<'token' | 'awsSignature', readonly string[]>> = {
  token: Object.keys(tokenOverride),
  awsSignature: Object.keys(awsOverride),
};

const override = z.strictObject({ ...tokenOverride, ...awsOverride });

/** What the configuration says otherwise, or besides, of one scheme of the document. */
export type SchemeOverride = z.output<typeof override>;

const documentForm = z
  .strictObject({
    use: z
      .array(name)
      .min(1)
      .max(20)
      .optional()
      .meta({
        description: 'The schemes that are used, if the document leaves a choice. Default: all that can be.',
        examples: [['oauth']],
      }),
    schemes: z
      .record(name, override)
      .optional()
      .meta({
        description: 'What the document says otherwise or not at all, by the name of the scheme.',
        examples: [{ oauth: { clientId: 'gate', scopes: ['read'] } }],
      }),
  })
  .meta({
    description: 'As the OpenAPI document says, with what it does not say. The default where it says something.',
    examples: [{ use: ['oauth'] }],
  });

/** What is written of the document's schemes. */
export type WrittenDocument = z.output<typeof documentForm>;

/** What is written under `authentication:` of an API that may have a document. */
export type WrittenApiAuthentication = { readonly schemes: WrittenSchemes } | { readonly document: WrittenDocument };

/** `authentication:` of the connector openapi. */
export const apiAuthenticationOption = z
  .union([
    z
      .enum([...ownWords, 'document'])
      .transform(
        (word): WrittenApiAuthentication => (word === 'document' ? { document: {} } : { schemes: schemesOfWord(word) }),
      ),
    oneWay(ownWays.extend({ document: documentForm.optional() })).transform(
      ({ document, ...way }): WrittenApiAuthentication => (document ? { document } : { schemes: schemesOf(way) }),
    ),
  ])
  .optional()
  .meta({
    description: `${authenticationPurpose} document: as the OpenAPI document says; that is the default if it says something.`,
    examples: ['bearer', { header: 'x-api-key' }, { document: { use: ['oauth'] } }],
  });
