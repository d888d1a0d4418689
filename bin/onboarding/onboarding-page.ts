import { parseConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import { onboarding } from '../../stacks/onboarding/onboarding.ts';
import { onboardingText } from '../../stacks/onboarding/onboarding-text.ts';

/** One of everything, in the profile that it is for. Each line of an identity is one that a customer writes too. */
const example = (profile: 'platform' | 'bearer'): string => `gateway: acme
vendor:
  name: analytics
  profile: ${profile}
  identity:
${
  profile === 'platform'
    ? `    awsRole:
      arn: arn:aws:iam::111122223333:role/tenant-acme
      externalId: acme-7f3c2a9e5b1d4086
      issuer: https://0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9.tokens.sts.global.api.aws
`
    : ''
}    googleServiceAccount:
      uniqueId: "104200000000000000000"
      audience: https://acme.example/gateway
      email: gateway-caller@analytics-prod.iam.gserviceaccount.com
    entraWorkload:
      tenantId: 1b4e28ba-2fa1-41d2-883f-0016d3cca427
      objectId: 6fa459ea-ee8a-4ca4-894e-db77e160355e
      audience: api://acme-gateway
    jwt: { issuer: "https://auth.analytics.example/", audience: acme-gateway, subject: tenant-acme, urlClaim: null }
sources:
  people: { connector: scim, baseUrl: "https://directory.acme.example/scim/v2" }
deploy:
  aws: { region: eu-west-1 }
  gcp: { project: acme-gateway, projectNumber: "123456789012", region: europe-west1 }
  azure:
    subscriptionId: 00000000-0000-4000-8000-000000000001
    tenantId: 00000000-0000-4000-8000-000000000002
    location: westeurope
`;

const introduction = `# How a vendor calls the gate

Made by \`npm run docs\`: what \`sallyport onboard\` prints for a configuration with one identity of each kind, on each host. With a
configuration of your own it prints what you send to the vendor. Nothing in it is secret: an external id is none either, it only must be unlike any other
customer's.

In profile **platform** the cloud lets in an identity before the gate's own code sees the call, and the gate looks again. In profile **bearer**
the gate alone verifies a token; it is the same on every host.

The header \`sallyport-external-id\`, the session name on Google Cloud and the external id on AWS are for one purpose. A vendor that has one
identity for all its customers can be told by one of them that another one's gateway were its own. Its software must take these values from the
record of the customer for whom it works, never from the record of the gateway; then such a call is refused.
`;

/** `docs/onboarding.md`. */
export const onboardingPage = (): string => {
  const platform = parseConfig(example('platform'), 'example.yaml', connectors);
  const bearer = parseConfig(example('bearer'), 'example.yaml', connectors);
  const parts = [
    ...(['aws', 'gcp', 'azure'] as const).map((host) => onboarding(platform, host)),
    onboarding(bearer, 'aws'),
  ];
  return `${[introduction.trimEnd(), ...parts.map((part) => onboardingText(part, 2))].join('\n\n')}\n`;
};
