import { ipAddresses, otherAddresses } from './personal-words.ts';

/**
 * What a name gives away. A rule holds for names that *end* with one of its phrases, in the singular, whichever way they are
 * written: `email` is in `workEmail`, `work-emails` and `WORK_EMAIL`, not in `email_verified`.
 */
export interface Rule {
  /** What it probably is. Stands as a comment in the file. */
  readonly why: string;
  /** `id` is a pseudonym that can be put back if an endpoint asks for people by it. */
  readonly treatment: 'drop' | 'pseudonym' | 'length' | 'hash-ip';
  /** The pseudonym can be put back if an endpoint asks for people by such a thing. */
  readonly reversible?: 'id' | 'login' | 'either';
  /** `text` has no numbers in it. @default - text and numbers */
  readonly only?: 'text';
  /** Holds for dates and for lists of known values too, which tell nobody's name. */
  readonly always?: true;
  /** Holds in an object that is about a person, or in all but those that are about a thing. @default - everywhere */
  readonly where?: 'person' | 'not-thing';
  /** A phrase is the name as a whole, and not its end: `id`, but not `team_id`. */
  readonly whole?: true;
  /** With `|` between them. */
  readonly phrases: string;
  /** Names that end with one of these are something else. */
  readonly except?: string;
}

const pageTokens = `page token | next token | previous token | prev token | continuation token | sync token | delta token | skip token
  | cursor token | pagination token | resume token`;

/** What personal data is called. The first rule that holds is the one. */
export const rules: readonly Rule[] = [
  {
    why: 'a secret',
    treatment: 'drop',
    phrases: `password | passwd | pwd | passphrase | password hash | password digest | password salt | secret | secret key | token | api key
      | access key | account key | private key | signing key | encryption key | shared key | master key | license key | credential
      | authorization | cookie | session id | session key | otp | totp | mfa code | verification code | recovery code | reset code
      | security code | security answer | pin | pin code | webhook url | signed url | sas url | connection string`,
    except: pageTokens,
  },
  {
    why: 'a bank account or a card',
    treatment: 'drop',
    phrases: `iban | bic | swift code | account number | bank account | routing number | sort code | card number | credit card | debit card
      | cvv | cvc`,
  },
  {
    why: 'a number that a state gives to people',
    treatment: 'drop',
    phrases: `ssn | social security number | social security | national id | national identifier | national number | national insurance number
      | identity number | identity card | id card | id card number | passport | passport number | driver license | driver license number
      | driving license | driving licence | license plate | number plate | tax id | tax number | tax identifier | tin | vat number | vat id
      | fiscal code | personal code | personal identification number | citizen id | health insurance number | nino | bsn`,
  },
  {
    why: 'private',
    treatment: 'drop',
    always: true,
    phrases: `birth date | birth year | birth month | birth day | birth place | date of birth | year of birth | place of birth | born | born at
      | born on | gender | sex | pronoun | nationality | citizenship | ethnicity | religion | marital status | civil status
      | sexual orientation | disability | blood type | blood group | diagnosis | medical condition | allergy | political affiliation`,
  },
  {
    why: 'private',
    treatment: 'drop',
    always: true,
    where: 'person',
    phrases: 'age | race | weight | height | country | salutation | hobby',
  },
  {
    why: 'what someone earns',
    treatment: 'drop',
    always: true,
    phrases: 'salary | wage | compensation | income | pay rate | hourly rate | daily rate | bonus | pay grade',
  },
  {
    why: 'where someone is',
    treatment: 'drop',
    phrases: `latitude | longitude | lat | lng | lon | coordinate | geo | geo location | geo point | geo hash | geohash | gps | gps position
      | lat lng | lat lon`,
  },
  { why: 'where someone is', treatment: 'drop', only: 'text', where: 'not-thing', phrases: 'location' },
  { why: 'an IP address', treatment: 'hash-ip', only: 'text', phrases: ipAddresses },
  {
    why: 'an identifier of a device',
    treatment: 'pseudonym',
    phrases: 'mac address | imei | imsi | idfa | advertising id | device fingerprint | device id',
  },
  {
    why: 'an e-mail address',
    treatment: 'pseudonym',
    only: 'text',
    phrases:
      'email | e mail | mail | email address | e mail address | mail address | mailbox | user principal name | upn',
  },
  {
    why: 'a postal address',
    treatment: 'drop',
    only: 'text',
    phrases: `address | address line | address line one | address line two | street | street address | street name | street number
      | house number | postal code | zip | zip code | post code | po box | hometown`,
    except: otherAddresses,
  },
  {
    why: 'where someone lives',
    treatment: 'drop',
    only: 'text',
    where: 'person',
    phrases: 'city | town | village | province | county',
  },
  {
    why: 'a phone number',
    treatment: 'drop',
    phrases: `phone | phone number | mobile | mobile number | mobile phone | cell | cell phone | cell number | fax | fax number | pager | msisdn
      | whatsapp | whatsapp number | contact number | caller number`,
  },
  {
    why: 'a picture of someone',
    treatment: 'drop',
    only: 'text',
    phrases: `avatar | avatar url | avatar uri | photo | photo url | profile image | profile image url | profile picture | profile photo | gravatar
      | gravatar url | selfie | headshot`,
  },
  {
    why: 'a picture of someone',
    treatment: 'drop',
    only: 'text',
    where: 'person',
    phrases: 'picture | picture url | image | image url | icon | icon url | thumbnail | thumbnail url | portrait',
  },
  {
    why: 'what someone is called elsewhere',
    treatment: 'pseudonym',
    only: 'text',
    phrases: 'twitter user name | twitter | twitter handle | skype | skype name | ldap dn | distinguished name',
  },
  {
    why: 'what someone signs in with',
    treatment: 'pseudonym',
    reversible: 'login',
    only: 'text',
    phrases: 'user name | login | login name | user login | screen name | user handle | sam account name',
    except: 'last login | first login | require login',
  },
  {
    why: 'what someone signs in with',
    treatment: 'pseudonym',
    reversible: 'login',
    only: 'text',
    where: 'person',
    whole: true,
    phrases: 'handle | alias | slug | account | account name | nick | subject | principal | principal name',
  },
  {
    why: 'the name of a person',
    treatment: 'pseudonym',
    only: 'text',
    phrases: `first name | last name | given name | family name | middle name | maiden name | surname | nick name | full name | preferred name
      | real name | birth name | patronymic | account holder`,
  },
  {
    why: 'the name of a person',
    treatment: 'pseudonym',
    only: 'text',
    where: 'not-thing',
    phrases: 'display name | legal name',
  },
  {
    why: 'the name of a person',
    treatment: 'pseudonym',
    only: 'text',
    where: 'person',
    whole: true,
    phrases: `name | initial | label | formatted | given | family | first | last | middle | cn | sn | display | prefix | suffix`,
  },
  {
    why: 'the id of a person',
    treatment: 'pseudonym',
    reversible: 'id',
    phrases:
      'employee number | staff number | personnel number | personal number | student number | patient number | badge number',
  },
  {
    why: 'the id of a person',
    treatment: 'pseudonym',
    reversible: 'id',
    where: 'person',
    whole: true,
    phrases: 'id | identifier | uuid | guid | uid | oid | sub | sid | key | number',
  },
  {
    why: 'the id of a person',
    treatment: 'pseudonym',
    where: 'person',
    phrases: `global id | node id | external id | external identifier | object id | immutable id | source id | legacy id | remote id | directory id
      | gravatar id | scim id | azure id | google id | slack id`,
  },
  {
    why: 'the name or the id of a person',
    treatment: 'pseudonym',
    reversible: 'either',
    phrases: `created by | updated by | modified by | deleted by | changed by | edited by | approved by | rejected by | assigned by | closed by
      | opened by | merged by | resolved by | dismissed by | reviewed by | submitted by | uploaded by | invited by | requested by | reported by
      | cancelled by | canceled by | published by | signed by | sent by | owned by | managed by | locked by | verified by | completed by
      | archived by | pushed by | granted by | revoked by | suspended by | paid by | booked by | added by | removed by | triggered by
      | started by | stopped by | written by | reports to | assigned to`,
  },
  {
    why: 'free text',
    treatment: 'length',
    only: 'text',
    phrases: `description | body | comment | message | note | title | subject | bio | biography | content | text | detail | reason | remark
      | feedback | about | headline | caption | memo | annotation | question | answer | review | abstract | excerpt | snippet | summary
      | transcript | agenda | instruction | explanation | justification | observation | complaint | story | quote | statement | fragment
      | patch | diff`,
    except: 'job title | state reason | status reason | stop reason | finish reason | end reason',
  },
];
