import type { Seeded } from '../seeded.ts';

/** What tickets are about: a subject, and the words of the one who asks. `{…}` are filled in. */
export const requests: readonly (readonly [subject: string, text: string])[] = [
  [
    'VPN drops every few minutes',
    'Since {day} the VPN drops whenever I join a call. I am at {office} today; my address there is {ip}. You can reach me at {phone}.',
  ],
  [
    'Access to the payroll folder for {name}',
    'Please give {name} ({email}) access to the payroll folder. Their manager has agreed, see https://intranet.acme.example/approvals/{count}.',
  ],
  ['Screen stays black', 'The screen of laptop {serial} stays black after the update of {day}. Call me: {phone}.'],
  [
    'New phone for {name}',
    'My phone fell into the canal. Please send the new one to my home address, Kanaalstraat {count}, and not to {office}.',
  ],
  [
    'Invoice was sent twice',
    'The supplier wants the money on IBAN GB33BUKB20201555555555 now. Is that really theirs? {name}',
  ],
  [
    'Badge does not open door {count}',
    'My badge opens every door but {count}. It worked on {day}. Écrivez-moi: {email}',
  ],
  [
    'Card was refused in the shop',
    'The card 4111 1111 1111 1111 was refused three times on {day}; our customer paid in cash. Could you look into it, {name}?',
  ],
  [
    'Printer on floor {count} prints blank pages',
    'Blank pages since {day}. Toner is new. Nobody at {office} knows why.',
  ],
  [
    'Cannot sign in after holidays',
    'I was away until {day} and my password has expired. My login is {email}, my number {phone}.',
  ],
  ['Mail from {name} lands in spam', 'Everything that {email} writes to us lands in spam, the offer of {day} too.'],
  ['オフィスのWi-Fiが遅い', '{day}から大阪オフィスのWi-Fiが遅いです。端末は{serial}、アドレスは{ip}です。'],
  [
    'Zweiter Bildschirm für {name}',
    'Für {name} brauchen wir ab {day} einen zweiten Bildschirm in {office}. Rückfragen an {phone}.',
  ],
];

/** What people write below a ticket. */
export const replies: readonly string[] = [
  'Thank you {name}, we look into it. Is {phone} still the right number?',
  'It works again since {day}. Thanks!',
  'I asked {name} ({email}) to have a look on {day}.',
  'From {ip} I see no packets at all. Could you restart {serial} and tell us what it says?',
  'We ordered a new one; it arrives at {office} on {day}.',
  'Same here. 👍',
  'Closed by mistake, sorry. Please write to {email} next time.',
];

/** What a ticket is labelled with. */
export const tags = [
  'access',
  'accounts',
  'billing',
  'hardware',
  'network',
  'office',
  'phones',
  'printing',
  'security',
  'vip',
];

/** What browsers and programs call themselves. */
export const agents = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15',
  'AcmeDesk/4.2 (iPhone; iOS 18.0)',
];

/** A number that is kept for stories: no subscriber has it (Ofcom, 01632 960000 to 960999). */
export const phone = (random: Seeded): string => `+44 1632 960${String(random.below(1_000)).padStart(3, '0')}`;

/** An address of the networks for documentation (RFC 5737, RFC 3849). */
export const address = (random: Seeded): string =>
  random.percent(75)
    ? `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${1 + random.below(254)}`
    : `2001:db8:${random.below(65_536).toString(16)}::${(1 + random.below(65_535)).toString(16)}`;
