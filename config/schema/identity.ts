import * as z from 'zod';
import { claimName, claims } from './claims.ts';
import { httpsUrl } from './https-url.ts';
import { text, textLike } from './text.ts';

const jwt = z
  .strictObject({
    issuer: httpsUrl(
      "The vendor's OpenID Connect issuer, exactly as in the token's iss, a trailing slash included.",
      'https://auth.elimity.com/',
    ),
    audience: text("What the token's aud must hold.", 'gateway'),
    claims: claims('Claims that every token must carry besides, with their exact values.', {
      base_url: 'https://acme.elimity.com',
    }),
    urlClaim: claimName
      .nullable()
      .meta({
        description:
          "The claim that must equal the called source's own public URL; null if the vendor's tokens have none.",
        examples: ['gateway_url'],
      })
      .default('gateway_url'),
    subject: text(
      "What the token's sub must be. Needed in profile platform, where the cloud checks the token; there it must be yours alone among the " +
        "vendor's customers, for a cloud may look at nothing else that tells them apart.",
      'tenant-acme',
    ).optional(),
  })
  .meta({
    description: "A token of an OpenID Connect issuer of the vendor's own.",
    examples: [{ issuer: 'https://auth.elimity.com/', audience: 'gateway' }],
  });

const googleServiceAccount = z
  .strictObject({
    uniqueId: textLike(
      /^\d{10,30}$/,
      "the account's unique id, 10 to 30 digits in quotes (not its e-mail address)",
      "The service account's unique id, in quotes: as a number it would lose its last digits.",
      '104200000000000000000',
    ),
    audience: text("What the token's aud must hold.", 'https://gateway.acme.example'),
    email: textLike(
      /^[a-z0-9.-]+@[a-z0-9.-]+\.gserviceaccount\.com$/,
      'the address of a service account',
      "The service account's address. Needed in profile platform on Google Cloud, whose IAM knows accounts by it.",
      'gateway-caller@elimity-prod.iam.gserviceaccount.com',
    ).optional(),
  })
  .meta({
    description: 'A service account of Google Cloud.',
    examples: [{ uniqueId: '104200000000000000000', audience: 'https://gateway.acme.example' }],
  });

/** Partition, account, `role/`, a path perhaps, and a name (IAM: characters and length of RoleName and Path). */
const roleArn = /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/([\x21-\x29\x2b-\x3e\x40-\x7e]{1,511}\/)?[\w+=,.@-]{1,64}$/;

const awsRole = z
  .strictObject({
    arn: z
      .string()
      .superRefine((arn, context) => {
        if (roleArn.test(arn)) return;
        context.addIssue({ code: 'custom', message: roleArnProblem(arn) });
      })
      .meta({
        description: "ARN of the IAM role in the vendor's AWS account.",
        examples: ['arn:aws:iam::111122223333:role/tenant-acme'],
        pattern: roleArn.source,
      }),
    // AWS allows 2 to 1224 characters and calls it no secret: it must be unlike any other customer's. The vendor makes it,
    // so a longer minimum of ours would lock out vendors whose ids are short and protect no one.
    externalId: textLike(
      /^[\w+=,.@:/-]{2,1224}$/,
      '2 to 1224 letters, digits and characters of _+=,.@:/- (what AWS allows)',
      'The external id that the vendor gave you and presents when it assumes the role. In quotes if it is a number.',
      'acme-7f3c9b2e51d84a60',
    ),
    issuer: httpsUrl(
      "Needed on Azure: the issuer of the tokens that the vendor's AWS account gives its roles (aws iam get-outbound-web-identity-federation-info).",
      'https://0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9.tokens.sts.global.api.aws',
    ).optional(),
  })
  .meta({
    description: "An IAM role in the vendor's AWS account. It can prove itself in profile platform only.",
    examples: [{ arn: 'arn:aws:iam::111122223333:role/tenant-acme', externalId: 'acme-7f3c9b2e51d84a60' }],
  });

const guid = (description: string) =>
  textLike(
    /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
    'a GUID',
    description,
    '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
  ).overwrite((id) => id.toLowerCase());

const entraWorkload = z
  .strictObject({
    tenantId: guid("Id of the vendor's Entra tenant."),
    objectId: guid('Object id of the service principal or managed identity (not the application id).'),
    audience: text("What the token's aud must hold.", 'api://sallyport-acme'),
  })
  .meta({
    description: "A workload of the vendor's Entra tenant.",
    examples: [
      {
        tenantId: '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
        objectId: '6fa459ea-ee8a-4ca4-894e-db77e160355e',
        audience: 'api://sallyport-acme',
      },
    ],
  });

/** Who may call a gateway. */
export const identity = z
  .strictObject({
    jwt: jwt.optional(),
    googleServiceAccount: googleServiceAccount.optional(),
    awsRole: awsRole.optional(),
    entraWorkload: entraWorkload.optional(),
  })
  .refine((identities) => Object.keys(identities).length > 0, {
    error: 'names no one: nobody could call this gateway',
  })
  .meta({
    description: 'Who may call: one or more; a caller proves any one of them.',
    examples: [{ jwt: { issuer: 'https://auth.elimity.com/', audience: 'gateway' } }],
    minProperties: 1,
  });

const roleArnProblem = (arn: string): string => {
  if (arn.endsWith(':root')) return 'must be one role, not :root, which is everyone in that account';
  if (arn.includes('*')) return 'must be one role: a wildcard would let others in';
  if (arn.includes(':assumed-role/')) return 'is a session, which ends: the role itself is meant';
  return 'is not the ARN of an IAM role';
};
