import * as z from 'zod';
import { claims } from '../claims.ts';
import { httpsUrl } from '../https-url.ts';
import { serverName } from '../name.ts';
import { text } from '../text.ts';

/** A call of the source's side. */
export const webhook = z
  .strictObject({
    settleSeconds: z
      .int()
      .min(0)
      .max(3_600)
      .meta({ description: 'Several calls within so many seconds are one run.', examples: [10] })
      .default(10),
  })
  .meta({
    description:
      "A signed call of the source's side has the sync run (Standard Webhooks). Its secret is webhook_secret of the sync's secret. Default: there is none.",
    examples: [{}],
  });

const example = {
  name: 'login',
  issuer: 'https://login.acme.example/',
  audience: 'sallyport-sign-in',
  subject: 'bi-login',
};

const server = z
  .strictObject({
    name: serverName,
    issuer: httpsUrl(
      "The OpenID Connect issuer that vouches for the server, exactly as in the token's iss.",
      example.issuer,
    ),
    audience: text("What the server's token must have as aud.", example.audience),
    subject: text("What the server's token must have as sub.", example.subject).optional(),
    claims: claims('Claims that the token must carry besides, with their exact values.', { role: 'sign-in' }),
  })
  .refine(({ subject, claims }) => subject !== undefined || Object.keys(claims).length > 0, {
    error: 'would be everyone who has a token of this issuer: write subject, or claims',
  })
  .meta({ description: 'A server that users authenticate at.', examples: [example] });

const claim = (description: string, value: string) =>
  text(description, value)
    .nullable()
    .meta({ description, examples: [value] })
    .default(value);
/** Claims that the gate sets itself (RFC 7519 §4.1); `sub` is the key anyway. */
const registered = ['iss', 'aud', 'iat', 'nbf', 'exp', 'jti'];
const panintelligence = 'https://www.panintelligence.com/claims';

const names = z
  .strictObject({
    key: text("Claim with the user's key.", `${panintelligence}/usercode`).default(`${panintelligence}/usercode`),
    email: claim("Claim with the user's mail address; null leaves it out.", `${panintelligence}/email`),
    payload: claim(
      'Claim with what the push sends of this user; null leaves it out.',
      `${panintelligence}/userSyncPayload`,
    ),
  })
  .superRefine(({ key, email, payload }, context) => {
    // Two members of one name in a token: readers disagree which one counts.
    const all = { key, email, payload };
    for (const [at, name] of Object.entries(all)) {
      const report = (message: string) => context.addIssue({ code: 'custom', message, path: [at] });
      if (name === null) continue;
      if (registered.includes(name) || (name === 'sub' && at !== 'key'))
        report('is a claim that every token has already');
      if (Object.entries(all).some(([other, same]) => other < at && same === name)) report('is the name of two claims');
    }
  })
  .meta({ description: 'Names of the claims. Default: those of Panintelligence.', examples: [{ email: 'email' }] })
  .prefault({});

/** The token that a user signs in with. */
export const signIn = z
  .strictObject({
    servers: z
      .array(server)
      .min(1)
      .max(20)
      .meta({ description: 'Who may have tokens made.', examples: [[example]] }),
    issuer: httpsUrl(
      "The token's iss. Default: the address of the sync's function.",
      'https://login.acme.example/bi',
    ).optional(),
    audience: text("The token's aud.", 'https://bi.acme.example'),
    lifetimeSeconds: z
      .int()
      .min(30)
      .max(3_600)
      .meta({ description: 'How long a token may be used.', examples: [120] })
      .default(120),
    keyDays: z
      .int()
      .min(2)
      .max(730)
      .meta({ description: 'After so many days another key signs; both are published for a while.', examples: [90] })
      .default(90),
    facts: z
      .enum(['kept', 'given'])
      .meta({
        description:
          'What a token says of a user: kept, what the last run computed; given, what the server sends of the user, mapped now.',
        examples: ['kept'],
      })
      .default('kept'),
    maximumAgeMinutes: z
      .int()
      .min(1)
      .max(525_600)
      .meta({ description: 'With facts: kept, what is older is not told.', examples: [1_440] })
      .default(1_440),
    claims: names,
  })
  .meta({
    description: 'At sign-in the gate makes the token whose claims say what the push says. Default: none.',
    examples: [{ servers: [example], audience: 'https://bi.acme.example' }],
  });
