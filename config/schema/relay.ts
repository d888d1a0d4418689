import * as z from 'zod';
import { claims } from './claims.ts';
import { closedTime } from './closed.ts';
import { httpsUrl } from './https-url.ts';
import { registrarName } from './name.ts';
import { text } from './text.ts';

const example = {
  name: 'platform-team',
  issuer: 'https://login.acme.example/',
  audience: 'sallyport-relay',
  subject: 'relay-registrar',
};

const registrar = z
  .strictObject({
    name: registrarName,
    issuer: httpsUrl(
      "Your own OpenID Connect issuer, exactly as in the token's iss, a trailing slash included.",
      example.issuer,
    ),
    audience: text("What the token's aud must hold.", example.audience),
    subject: text("What the token's sub must be: one person's or one service's.", example.subject).optional(),
    claims: claims('Claims that the token must carry besides, with their exact values.', { department: 'platform' }),
    clientId: text(
      'Id of a public client at that issuer: `sallyport agent enroll --sign-in` signs in with it (RFC 8628). Default: a token is brought.',
      'sallyport-agents',
    ).optional(),
  })
  .refine(({ subject, claims }) => subject !== undefined || Object.keys(claims).length > 0, {
    error: 'would be everyone who has a token of this issuer: write subject, or claims',
  })
  .meta({
    description: 'Someone who may enrol agents and see whether they are well, and nothing else.',
    examples: [example],
  });

const agents = z
  .strictObject({
    maximum: z
      .int()
      .min(1)
      .max(16)
      .meta({
        description:
          'How many agents there may be. Each gets a queue and a mailbox of its own when the gateway is deployed.',
        examples: [4],
      })
      .default(4),
    certificateDays: z
      .int()
      .min(1)
      .max(90)
      .meta({
        description: 'How long the certificate of an agent lasts. The agent renews it at two thirds of that time.',
        examples: [30],
      })
      .default(30),
  })
  .meta({ description: 'How many agents, and how long their certificates last.', examples: [{ maximum: 4 }] })
  .prefault({});

/** The way to systems behind a firewall. */
export const relay = z
  .strictObject({
    registrars: z
      .array(registrar)
      .max(20)
      .meta({
        description: 'Who may enrol agents. Default: only who administers the cloud account of the gateway.',
        examples: [[example]],
      })
      .default([]),
    agents,
    updateWindow: closedTime
      .meta({
        description: 'When agents may be told to update, one at a time. Default: always.',
        examples: [{ cron: '0 3 * * 6', timeZone: 'Europe/Brussels', minutes: 120 }],
      })
      .optional(),
  })
  .meta({
    description: 'Agents in your private network, which only dial out, for the sources that say via: relay.',
    examples: [{ registrars: [example], agents: { maximum: 4 } }],
  });
