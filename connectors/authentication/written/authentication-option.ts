import * as z from 'zod';
import type { KeyScheme } from '../authentication.ts';
import { carrierClash } from '../carrier-clash.ts';
import type { UnnamedScheme } from '../scheme-fields.ts';
import { jwtBearerForm, tokenExchangeForm } from './assertion-forms.ts';
import { awsSignatureForm } from './aws-signature-form.ts';
import { githubAppForm } from './github-app-form.ts';
import { googleServiceAccountForm, googleWorkloadForm } from './google-forms.ts';
import { cookieName, headerName, queryName } from './key-place.ts';
import { loginForm } from './login-form.ts';
import {
  accountCredentialsForm,
  authorizationCodeForm,
  clientCredentialsForm,
  passwordForm,
  refreshTokenForm,
} from './oauth-forms.ts';
import { wordForm } from './word-form.ts';

/** What is written: schemes by their name, all of them together; none for calls without credentials. */
export type WrittenSchemes = Readonly<Record<string, UnnamedScheme>>;

type NamedScheme = readonly [name: string, scheme: UnnamedScheme];

const keyScheme =
  (place: KeyScheme['in']) =>
  (name: string): Omit<KeyScheme, 'prefix'> => ({ kind: 'key', in: place, name });

/** Each way to prove who calls, by the key that it is written under. */
const forms = {
  authorization: wordForm,
  header: headerName
    .meta({ description: 'A key in the header of this name.', examples: ['x-api-key'] })
    .transform((name) => keyScheme('header')(name.toLowerCase())),
  query: queryName
    .meta({ description: 'A key in the query parameter of this name.', examples: ['api_key'] })
    .transform(keyScheme('query')),
  cookie: cookieName
    .meta({ description: 'A key in the cookie of this name.', examples: ['session'] })
    .transform(keyScheme('cookie')),
  certificate: z
    .strictObject({})
    .meta({ description: 'A client certificate, which is entered into the secret (mutual TLS).', examples: [{}] })
    .transform(() => ({ kind: 'certificate' as const })),
  clientCredentials: clientCredentialsForm,
  password: passwordForm,
  refreshToken: refreshTokenForm,
  authorizationCode: authorizationCodeForm,
  accountCredentials: accountCredentialsForm,
  login: loginForm,
  jwtBearer: jwtBearerForm,
  tokenExchange: tokenExchangeForm,
  githubApp: githubAppForm,
  googleServiceAccount: googleServiceAccountForm,
  googleWorkload: googleWorkloadForm,
  awsSignature: awsSignatureForm,
};

const ways = z.strictObject(forms).partial();

/** What is said of a map without a way, and of one with several; and what to write instead. */
type Sentence = readonly [message: string, remedy: string];

const noWay: Sentence = ['says no way to prove who calls', 'Write, for example: authentication: bearer'];
const severalWays: Sentence = [
  'has several ways to prove who calls',
  'Keep one; or list them under all, if the source asks for all of them at once.',
];
const severalInPart: Sentence = ['has several ways to prove who calls', 'Write each as an item of its own.'];

/** A map of ways in which exactly one must be written. */
export const oneWay = <Ways extends z.ZodObject>(map: Ways, several = severalWays): Ways =>
  map
    .superRefine((written, context) => {
      const count = Object.values(written).filter((way) => way !== undefined).length;
      // A key that is not known was told of already.
      if (count === 1 || context.issues.length > 0) return;
      const [message, remedy] = count === 0 ? noWay : several;
      context.addIssue({ code: 'custom', message, params: { remedy } });
    })
    .meta({ minProperties: 1, maxProperties: 1 });

const writtenWays = (way: z.output<typeof ways>): readonly NamedScheme[] =>
  Object.entries(way).flatMap(([name, scheme]): NamedScheme[] => (scheme ? [[name, scheme]] : []));

const part = z.union([
  z.enum(['bearer', 'basic']).transform((kind): readonly NamedScheme[] => [[kind, { kind }]]),
  oneWay(ways, severalInPart).transform(writtenWays),
]);

const all = z
  .array(part)
  .min(2)
  .max(4)
  .meta({
    description: 'Several ways at once, where a source asks for all of them.',
    examples: [[{ certificate: {} }, { header: 'x-api-key' }]],
  })
  .transform((parts) => parts.flat())
  .superRefine((parts, context) => {
    const carrier = carrierClash(parts.map(([, scheme]) => scheme));
    if (carrier) context.addIssue({ code: 'custom', message: `has two ways that need ${carrier}: keep one of them` });
  })
  .transform((parts): WrittenSchemes => {
    const schemes = new Map<string, UnnamedScheme>();
    for (const [name, scheme] of parts) schemes.set(freeName(schemes, name), scheme);
    return Object.fromEntries(schemes);
  });

/** `header`, and then `header2`. */
const freeName = (taken: ReadonlyMap<string, unknown>, name: string): string => {
  let number = 1;
  while (taken.has(number === 1 ? name : name + number)) number++;
  return number === 1 ? name : name + number;
};

/** The ways that every connector takes, by their keys. Connectors may extend them. */
export const ownWays = ways.extend({ all: all.optional() });

/** The one way that is written in a map of `ownWays`. */
export const schemesOf = ({ all: together, ...way }: z.output<typeof ownWays>): WrittenSchemes =>
  together ?? Object.fromEntries(writtenWays(way));

/** The words that stand alone. */
export const ownWords = ['none', 'bearer', 'basic'] as const;

/** What one of these words means. */
export const schemesOfWord = (kind: (typeof ownWords)[number]): WrittenSchemes =>
  kind === 'none' ? {} : { [kind]: { kind } };

/** What `authentication:` is for, and how it may be written. */
export const authenticationPurpose =
  'How the gate proves to the source who calls. none. bearer: by a token. basic: by a user and a password. header, query, cookie: ' +
  'by a key. Or by a token that the gate obtains and renews. What is secret is entered by sallyport secrets set.';

/** `authentication:` of a connector that knows no further ways. */
export const authenticationOption = z
  .union([z.enum(ownWords).transform(schemesOfWord), oneWay(ownWays).transform(schemesOf)])
  // By a name of its own: it stands once in the JSON Schema, and not with every connector.
  .meta({ id: 'authentication', description: authenticationPurpose });
