import { gatewayName, vendorName } from '../../config/schema/name.ts';
import type { CloudHost } from '../../stacks/form-text.ts';
import type { Interview, Question } from '../terminal/interview.ts';
import { type IdentityField, type IdentityKind, identityFields, identityKinds } from './identity-fields.ts';
import { type VendorPreset, vendorPreset } from './vendor-preset.ts';

/** What options say of a vendor. */
export interface GivenVendor {
  readonly vendor?: string | undefined;
  readonly identity?: string | undefined;
  /** By the options of `identityFields`: `jwt-issuer`. */
  readonly fields: Readonly<Record<string, string>>;
  /** Claims of a jwt. */
  readonly claims: Readonly<Record<string, string>>;
  /** Where it will call. @default - this machine alone */
  readonly host?: CloudHost | undefined;
}

/** A vendor as it stands in the configuration. */
export interface VendorAnswers {
  readonly name: string;
  readonly identity: Readonly<Partial<Record<IdentityKind, IdentityAnswers>>>;
  /** Claims that each source must ask for. */
  readonly sourceClaims: readonly string[];
}

/** The fields of one identity. */
export type IdentityAnswers = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** Asks for the name of a gateway. */
export const askGateway = (interview: Interview, given: string | undefined): Promise<string> =>
  interview.ask(nameQuestion('gateway', gatewayName, 'acme'), given);

/** Asks who the vendor is, and how it proves that. */
export const vendorAnswers = async (interview: Interview, given: GivenVendor): Promise<VendorAnswers> => {
  const name = await interview.ask(nameQuestion('vendor', vendorName, 'elimity'), given.vendor);
  const kinds = identityKinds.filter((kind) =>
    identityFields.some((field) => field.kind === kind && given.fields[field.option] !== undefined),
  );
  const preset = kinds.some((kind) => kind !== 'jwt') || given.identity !== undefined ? undefined : vendorPreset(name);
  const chosen = kinds.length > 0 && given.identity === undefined ? kinds : [await askKind(interview, given, preset)];
  const identity: Partial<Record<IdentityKind, IdentityAnswers>> = {};
  const all = new Set([...chosen, ...kinds]);
  // With a jwt the gateway itself verifies tokens, and no cloud needs to know more.
  const host = all.has('jwt') ? undefined : given.host;
  for (const kind of all) identity[kind] = await askIdentity(interview, kind, { ...given, host }, preset);
  return { name, identity, sourceClaims: preset?.sourceClaims ?? [] };
};

const nameQuestion = (name: string, schema: typeof gatewayName, example: string): Question => ({
  name,
  option: `--${name} ${example}`,
  about: schema.description ?? '',
  example,
  check: (answer) => schema.safeParse(answer).error?.issues[0]?.message,
});

const askKind = async (
  interview: Interview,
  { identity }: GivenVendor,
  preset: VendorPreset | undefined,
): Promise<IdentityKind> => {
  if (preset) return 'jwt';
  const answer = await interview.ask(
    {
      name: 'identity',
      option: '--identity jwt',
      about: [
        'How the vendor proves who it is.',
        "  jwt                   a token of the vendor's own issuer",
        '  googleServiceAccount  a service account of Google Cloud',
        '  awsRole               a role in an AWS account',
        '  entraWorkload         a workload in an Entra tenant',
      ].join('\n'),
      initial: 'jwt',
      example: 'jwt',
      check: (kind) =>
        identityKinds.some((each) => each === kind) ? undefined : `must be one of ${identityKinds.join(', ')}`,
    },
    identity,
  );
  return answer as IdentityKind;
};

const askIdentity = async (
  interview: Interview,
  kind: IdentityKind,
  given: GivenVendor,
  preset: VendorPreset | undefined,
): Promise<IdentityAnswers> => {
  const answers: Record<string, string | Readonly<Record<string, string>>> = {};
  const known: Readonly<Record<string, string>> = kind === 'jwt' ? (preset?.jwt ?? {}) : {};
  const isAsked = ({ neededOn, option }: IdentityField): boolean =>
    neededOn === undefined || neededOn === given.host || given.fields[option] !== undefined;
  for (const { field, option, question } of identityFields.filter((each) => each.kind === kind && isAsked(each)))
    answers[field] = await interview.ask(question, given.fields[option] ?? known[field]);
  if (kind !== 'jwt') return answers;
  const claims = await askClaims(interview, given.claims, preset);
  return Object.keys(claims).length === 0 ? answers : { ...answers, claims };
};

const askClaims = async (
  interview: Interview,
  given: GivenVendor['claims'],
  preset: VendorPreset | undefined,
): Promise<Readonly<Record<string, string>>> => {
  const claims: Record<string, string> = { ...given };
  for (const [claim, example] of Object.entries(preset?.claims ?? {})) {
    claims[claim] = await interview.ask(
      {
        name: claim,
        option: `--jwt-claim ${claim}=${example}`,
        about: `The claim ${claim} of every token: it ties the vendor's tokens to you.`,
        example,
        check: (answer) => (answer.trim() === '' ? 'is needed' : undefined),
      },
      given[claim],
    );
  }
  return claims;
};
