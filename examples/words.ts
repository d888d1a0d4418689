import type { Seeded } from './seeded.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const given = words(`
  Ada Aïcha Amina Anton Arjun Astrid Béla Björn Camille Chloé Dariusz Dilek Eino Elif Emre Esmée Fatou Femke Gaël Gintarė
  Hanna Hiroko Ines İpek Ivana Jakub Jasper Joséphine Kofi Kwame Lars Léa Lina Łucja Maëlle Małgorzata Mehmet Mei Naïm Nguyễn
  Noor Olga Omar Øyvind Paolo Pétur Priya Quinten Rania Renée Sanne Siobhán Søren Tamás Thijs Tomáš Ulla Vera Wim Yusuf Zoë Žofia
`);

const family = words(`
  Abadi Åkesson Almeida Andersen Bajwa Bakker Beaumont Bianchi Błaszczyk Castro Çelik Claes Dąbrowski Declercq Dvořák Eriksen
  Fekete Ferrand García Goossens Grünwald Haddad Hämäläinen Hendrickx Horváth Ibáñez Ishikawa Jansen Jónsdóttir Kaplan Kowalczyk
  Kučera Laurent Lefèvre Lindqvist Maes Marques Mensah Mertens Müller Nakamura Novák O’Brien Okafor Öztürk Peeters Petrović Pham
  Quaranta Rossi Sato Schäfer Şahin Singh Škoda Szabó Tanaka Ümit Vandamme Vermeulen Weiß Wójcik Ximenes Yamada Zieliński
`);

/** Titles of people. */
export const titles = [
  'Account manager',
  'Analyst',
  'Architect',
  'Buyer',
  'Controller',
  'Data engineer',
  'Designer',
  'Developer',
  'Electrician',
  'Facility manager',
  'HR adviser',
  'Legal counsel',
  'Logistics planner',
  'Nurse',
  'Operator',
  'Product owner',
  'Project leader',
  'Receptionist',
  'Security officer',
  'Service engineer',
  'Store manager',
  'Support agent',
  'Tester',
  'Trainer',
  'Warehouse worker',
];

/** Places where they work. */
export const offices = [
  'Antwerpen',
  'Brno',
  'Bruxelles',
  'Genève',
  'Gdańsk',
  'Göteborg',
  'Leuven',
  'Liège',
  'Lisboa',
  'Malmö',
  'München',
  'Ōsaka',
  'Zürich',
];

/** What teams do. */
export const fields = [
  'Accounting',
  'Assembly',
  'Brand',
  'Claims',
  'Cloud',
  'Compliance',
  'Credit',
  'Customer',
  'Data',
  'Delivery',
  'Energy',
  'Export',
  'Field',
  'Fleet',
  'Identity',
  'Maintenance',
  'Network',
  'Payroll',
  'Platform',
  'Pricing',
  'Procurement',
  'Quality',
  'Research',
  'Safety',
  'Web',
  'Workplace',
];

/** Where contractors come from. */
export const companies = [
  'Brightwater',
  'Cobalt & Sons',
  'Delta Crew',
  'Ivory Lane',
  'Kestrel',
  'Northpier',
  'Ostara',
  'Quill, Inc.',
  'Sandbank',
  'Two Rivers',
];

/** A given and a family name, from everywhere. */
export const fullName = (random: Seeded): string => `${random.pick(given)} ${random.pick(family)}`;

/** A mail address in a domain that nobody can own (RFC 2606), unique by its number. */
export const mailAddress = (name: string, number: number, domain: string): string => {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const letters = plain
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('ø', 'o')
    .replace(/[^a-z ]/g, '');
  return `${letters.replaceAll(' ', '.')}.${number}@${domain}.example`;
};
