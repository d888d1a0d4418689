import type { Connector, SecretField } from './connector.ts';
import { requiredCredentials } from './credentials.ts';
import { ldapGuide } from './ldap/guide.ts';
import { type LdapOptions, ldapOptions } from './ldap/options.ts';
import { runningLdap } from './ldap/running-ldap.ts';

/**
 * Directories by LDAP: Active Directory, OpenLDAP, 389 Directory Server and others. Users, groups, and who is in which group.
 *
 * ```yaml
 * directory:
 *   connector: ldap
 *   host: dc1.corp.example.com
 *   directory: active-directory
 *   base: dc=corp,dc=example,dc=com
 *   via: relay
 * ```
 */
export const ldap: Connector<LdapOptions> = {
  name: 'ldap',
  title: 'LDAP directory',
  modes: ['import'],
  options: ldapOptions,
  requires: ({ host, port, tls, ca, bind, credentials }) => ({
    hosts: [`${host.includes(':') ? `[${host}]` : host}:${port ?? (tls === 'ldaps' ? 636 : 389)}`],
    files: ca === undefined ? [] : [ca],
    objects: [],
    ...requiredCredentials(credentials, fieldsOf[bind]),
  }),
  guide: (options, subject) => ldapGuide(options, fieldsOf[options.bind], subject),
  ...runningLdap,
};

const fieldsOf: Readonly<Record<LdapOptions['bind'], readonly Pick<SecretField, 'name' | 'description'>[]>> = {
  simple: [
    {
      name: 'user',
      description:
        'Who binds: a DN, or in Active Directory also gate@corp.example.com. It needs to read, and nothing else.',
    },
    { name: 'password', description: 'Password of that account.' },
  ],
  external: [
    { name: 'certificate', description: 'Client certificate (PEM), the chain after it.' },
    { name: 'private_key', description: 'Private key of the client certificate (PEM).' },
  ],
  anonymous: [],
};
