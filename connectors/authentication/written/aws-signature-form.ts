import * as z from 'zod';
import type { AwsSignatureScheme } from '../authentication.ts';

/** What AWS Signature Version 4 may be written with; all of it may also come from elsewhere. */
export const awsSignatureSettings = {
  service: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/, 'write the signing name of the service, such as execute-api')
    .meta({ description: 'The signing name of the service.', examples: ['execute-api'] }),
  region: z
    .string()
    .regex(/^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/, 'write a region, such as eu-west-1')
    .meta({ description: 'The region of the service.', examples: ['eu-west-1'] }),
  credentials: z
    .enum(['host', 'secret'])
    .default('host')
    .describe("host: the gate's own identity. secret: an access key that is entered into the secret."),
  role: z
    .strictObject({
      arn: z
        .string()
        .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, 'write the ARN of an IAM role')
        .meta({ description: 'ARN of the role.', examples: ['arn:aws:iam::111122223333:role/gate-reader'] }),
      externalId: z
        .string()
        .regex(/^[\w+=,.@:/-]{2,1224}$/, 'write the external id that the role asks for')
        .optional()
        .describe('The external id that the role asks for.'),
      audience: z
        .string()
        .regex(/^[\x21-\x7e]{1,255}$/, 'write the audience of the OpenID Connect provider in IAM, without blanks')
        .optional()
        .meta({
          description:
            "Outside of AWS: the audience of the gate's own identity, as the OpenID Connect provider in IAM has it. Default: sts.amazonaws.com; on Azure one of an app registration.",
          examples: ['api://sallyport-aws'],
        }),
    })
    .optional()
    .meta({
      description: 'A role that is assumed first. Outside of AWS it is needed, unless credentials is secret.',
      examples: [{ arn: 'arn:aws:iam::111122223333:role/gate-reader' }],
    }),
};

/** Each request is signed. docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html */
export const awsSignatureForm = z
  .strictObject(awsSignatureSettings)
  .meta({
    id: 'awsSignature',
    description: 'AWS Signature Version 4 of each request.',
    examples: [{ service: 'execute-api', region: 'eu-west-1' }],
  })
  .transform(awsSignatureScheme);

/** The scheme of these settings. */
export function awsSignatureScheme(
  settings: Pick<AwsSignatureScheme, 'service' | 'region' | 'credentials' | 'role'>,
): Omit<AwsSignatureScheme, 'prefix'> {
  const { service, region, credentials, role } = settings;
  return { kind: 'awsSignature', service, region, credentials, ...(role && { role }) };
}
