import { enteringStep } from '../authentication/guide/secret-step.ts';
import type { SecretField } from '../connector.ts';
import { callersIn, type GuideStep, type GuideSubject } from '../guide.ts';
import type { LdapOptions } from './options.ts';

/** What the administrator of a directory does: an account that may read what the options name, and no more. */
export const ldapGuide = (
  options: LdapOptions,
  fields: readonly Pick<SecretField, 'name' | 'description'>[],
  subject: GuideSubject,
): readonly GuideStep[] => [
  ...(options.bind === 'anonymous' ? [] : [accountStep(options, subject)]),
  networkStep(options, callersIn(subject)),
  ...(options.credentials === 'secret'
    ? enteringStep(fields, subject)
    : [{ title: `Enter it at ${subject.vendor}`, lines: ['In the form of this source there: user and password.'] }]),
  { title: 'Check it', lines: [`  sallyport secrets check ${subject.source}`] },
];

const accountStep = (options: LdapOptions, { gateway, source }: GuideSubject): GuideStep => ({
  title: options.write
    ? 'Make an account that can read, and change what is allowed'
    : 'Make an account that can only read',
  lines: [
    ...(options.directory === 'active-directory'
      ? activeDirectoryLines(`${gateway}-${source}`.slice(0, 20))
      : otherLines(options, `cn=${gateway}-${source}`)),
    ...writeLines(options),
  ],
});

/** https://learn.microsoft.com/powershell/module/activedirectory/new-aduser. Names of sAMAccountName end at 20 characters. */
const activeDirectoryLines = (name: string): readonly string[] => [
  'In PowerShell, as an administrator of the domain. A plain member of Domain Users can read users and groups; it needs no other group:',
  `  New-ADUser -Name ${name} -SamAccountName ${name} -AccountPassword (Read-Host -AsSecureString) -Enabled $true`,
  `  Set-ADUser ${name} -CannotChangePassword $true -KerberosEncryptionType AES256`,
];

const otherLines = ({ directory, base }: LdapOptions, name: string): readonly string[] => [
  `Make an entry ${name} with a password, that may read these and nothing else: ${typeof base === 'string' ? base : base.join('; ')}`,
  ...(directory === 'openldap'
    ? [
        'In OpenLDAP each account gets 500 entries unless told; lift that for this one (slapd.conf(5), limits):',
        `  limits dn.exact="${name},<…>" size=unlimited size.prtotal=unlimited time=unlimited`,
      ]
    : []),
  ...(directory === '389ds'
    ? [`In 389 Directory Server set nsSizeLimit, nsLookThroughLimit and nsPagedSizeLimit of ${name} to -1.`]
    : []),
];

const writeLines = ({ write }: LdapOptions): readonly string[] =>
  write
    ? [
        `Let it change entries below ${write.bases.join('; ')}, and there these attributes: ${write.attributes.join(', ') || 'none'}.`,
        `What it does: ${write.allow.join(', ')}. It sets no passwords.`,
      ]
    : [];

const networkStep = ({ host, port, tls, ca }: LdapOptions, callers: string): GuideStep => ({
  title: `Let ${callers} reach the server`,
  lines: [
    `Open ${host}, port ${port ?? (tls === 'ldaps' ? 636 : 389)}, for the addresses of ${callers}.`,
    ...(tls === 'disable'
      ? ['The configuration says tls: disable, so all of it goes over the network as it is. Turn TLS on if you can.']
      : [
          ca === undefined
            ? "The server's certificate must be one that Node trusts; otherwise name its authority under ca."
            : `The server's certificate must be signed by an authority of ${ca}.`,
          `It must name ${host}.`,
        ]),
  ],
});
