import type { SecretField } from '../../connector.ts';
import type { GuideStep, GuideSubject } from '../../guide.ts';
import type { Authentication } from '../authentication.ts';
import { fieldsOfScheme } from '../fields-of.ts';

/** How what was made is entered: every field that some scheme needs. Nothing if none does. */
export const secretStep = (authentication: Authentication, subject: GuideSubject): readonly GuideStep[] => {
  const names = Object.keys(authentication.schemes);
  const needed = names.flatMap((scheme) =>
    fieldsOfScheme(authentication, scheme)
      .filter(({ required }) => required)
      .map(({ name, description }) => ({
        name,
        description: names.length === 1 ? description : `${scheme}: ${description}`,
      })),
  );
  return enteringStep(needed, subject);
};

/** How the fields of a secret are entered. */
export const enteringStep = (
  fields: readonly Pick<SecretField, 'name' | 'description'>[],
  { source }: GuideSubject,
): readonly GuideStep[] => {
  if (fields.length === 0) return [];
  return [
    {
      title: 'Enter it into the secret of the gate',
      lines: [
        'On the machine of whoever runs the gate; --host says where it is deployed, and without it this machine is meant. Nobody else sees it, the vendor least.',
        ...fields.flatMap(({ name, description }) => [
          description,
          `  sallyport secrets set ${source} ${name}${fileOf(name)}`,
        ]),
      ],
    },
  ];
};

const files: Readonly<Record<string, string>> = {
  private_key: 'key.pem',
  certificate: 'certificate.pem',
  service_account_key: 'key.json',
};

/** What is a file is not typed. */
const fileOf = (name: string): string => {
  const own = name.slice(name.lastIndexOf('.') + 1);
  return Object.hasOwn(files, own) ? ` < ${files[own]}` : '';
};
