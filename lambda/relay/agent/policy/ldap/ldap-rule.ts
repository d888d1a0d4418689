import { type Dn, parseDn } from '../../../../../connectors/ldap/dn.ts';
import type { WrittenLdapRule } from '../schema/ldap-rule-schema.ts';

/** Entries, and their attributes by names in lower case. */
export interface LdapPart {
  readonly bases: readonly Dn[];
  readonly attributes: ReadonlySet<string>;
}

/** What may be written, and how. */
export interface LdapWritePart extends LdapPart {
  readonly allow: ReadonlySet<string>;
  /** In lower case. */
  readonly objectClasses: ReadonlySet<string>;
}

/** A rule about a directory, ready to compare. */
export interface LdapRule {
  readonly host: string;
  readonly port: number;
  readonly tls: WrittenLdapRule['tls'];
  readonly read: LdapPart;
  readonly scopes: ReadonlySet<string>;
  /** @default - nothing may be written */
  readonly write: LdapWritePart | undefined;
  /** Absolute paths. */
  readonly ca: string | undefined;
  readonly secret: string | undefined;
}

/** @param absolute makes a path of the file absolute */
export const ldapRule = (written: WrittenLdapRule, absolute: (path: string) => string): LdapRule => {
  const { host, port, tls, scopes, write, ca, secret } = written;
  return {
    host,
    port: port ?? (tls === 'ldaps' ? 636 : 389),
    tls,
    read: partOf(written),
    scopes: new Set(scopes),
    write: write && {
      ...partOf(write),
      allow: new Set(write.allow),
      objectClasses: new Set(write.objectClasses.map((name) => name.toLowerCase())),
    },
    ca: ca && absolute(ca),
    secret: secret && absolute(secret.file),
  };
};

const partOf = ({ bases, attributes }: Pick<WrittenLdapRule, 'bases' | 'attributes'>): LdapPart => ({
  bases: bases.map((base) => parseDn(base)!),
  attributes: new Set(attributes.map((name) => name.toLowerCase())),
});
