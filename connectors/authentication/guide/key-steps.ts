import type { GuideStep, GuideSubject } from '../../guide.ts';
import type { SigningAlgorithm } from '../authentication.ts';
import { functionName } from './identity-steps.ts';

/** What the gate signs with. */
export interface SigningKey {
  readonly algorithm: SigningAlgorithm;
  /** Whether the server knows the key by a certificate. */
  readonly thumbprint: boolean;
}

/** How to make a key that the gate signs with, and what of it goes to the server. */
export const signingKeyStep = ({ algorithm, thumbprint }: SigningKey, subject: GuideSubject): GuideStep => {
  const commands = thumbprint ? certificateCommands(algorithm, subject) : publicKeyCommands(algorithm);
  const uploaded = thumbprint ? 'certificate.pem' : 'public.pem';
  return {
    title: `Make a key for ${algorithm}`,
    lines: [
      'On a machine of your own:',
      ...commands,
      `${uploaded} goes to the authorization server. key.pem goes into the secret of the gate, and is deleted here then.`,
    ],
  };
};

const certificateCommands = (algorithm: SigningAlgorithm, subject: GuideSubject): readonly string[] => [
  `  openssl req -x509 -nodes -days 365 -newkey ${newKey(algorithm)} -keyout key.pem -out certificate.pem -subj /CN=${functionName(subject)}`,
];

const publicKeyCommands = (algorithm: SigningAlgorithm): readonly string[] => [
  `  openssl genpkey ${algorithm === 'ES256' ? '-algorithm EC -pkeyopt ec_paramgen_curve:P-256' : '-algorithm RSA -pkeyopt rsa_keygen_bits:3072'} -out key.pem`,
  '  openssl pkey -in key.pem -pubout -out public.pem',
];

const newKey = (algorithm: SigningAlgorithm): string =>
  algorithm === 'ES256' ? 'ec -pkeyopt ec_paramgen_curve:P-256' : 'rsa:3072';

/** How to get a client certificate. */
export const clientCertificateStep = (subject: GuideSubject): GuideStep => ({
  title: 'Get a client certificate',
  lines: [
    'Make a key and a request for a certificate:',
    `  openssl req -new -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout key.pem -out request.pem -subj /CN=${functionName(subject)}`,
    'Have request.pem signed by the authority that the source trusts, for the use as a client (clientAuth).',
    'certificate.pem: what comes back, followed by the certificates of the authorities between.',
  ],
});
