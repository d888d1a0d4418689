import { createHash } from 'node:crypto';
import { seeded } from '../../../examples/seeded.ts';
import type { Organisation, Person } from '../organisation.ts';

/** A row as the database has it: all values are text, references are ids. */
export type ServiceNowRow = Readonly<Record<string, string>>;

/** A table: its rows, in no order, and what its references lead to. */
export interface ServiceNowTable {
  readonly rows: readonly ServiceNowRow[];
  readonly references: Readonly<Record<string, string>>;
}

export type ServiceNowTables = Readonly<Record<string, ServiceNowTable>>;

/** The sys_id of a thing: 32 hexadecimal digits, in no order. */
const sysId = (kind: string, number: number | string): string =>
  createHash('sha256').update(`${kind} ${number}`).digest('hex').slice(0, 32);

const departments = ['Finance', 'Legal', 'Operations', 'People', 'Research', 'Sales'];
const roles = ['admin', 'itil', 'approver_user', 'knowledge', 'catalog', 'user_admin'];
const contained = [
  ['admin', 'itil'],
  ['itil', 'approver_user'],
] as const;

const at = (day: string, second = 0): string => `${day} ${new Date(second * 1_000).toISOString().slice(11, 19)}`;

const record = (table: string, number: number, created: string): ServiceNowRow => ({
  sys_id: sysId(table, number),
  sys_class_name: table,
  sys_created_on: created,
  sys_updated_on: created,
  sys_created_by: 'CANARY.creator',
  sys_mod_count: '3',
});

const userRow = (person: Person): ServiceNowRow => ({
  ...record('sys_user', person.number, at(person.hired, person.number)),
  user_name: person.mail.split('@')[0]!,
  name: person.name,
  first_name: person.givenName,
  last_name: person.familyName,
  email: person.mail,
  employee_number: `E${person.number}`,
  title: person.title,
  department: sysId('cmn_department', person.department),
  company: sysId('core_company', 1),
  location: '',
  manager: person.manager === undefined ? '' : sysId('sys_user', person.manager),
  active: String(person.status === 'active'),
  locked_out: String(person.status === 'disabled' && person.number % 2 === 0),
  web_service_access_only: 'false',
  last_login_time: person.status === 'active' ? at('2026-11-02', person.number) : '',
  mobile_phone: '+32 CANARY phone',
  user_password: 'CANARY password',
  introduction: 'CANARY introduction',
});

/** Users who are deleted are gone. */
const hasRow = ({ status }: Person): boolean => status !== 'deleted';

const taskRow = (table: string, prefix: string, number: number, people: readonly Person[]): ServiceNowRow => {
  const random = seeded(number);
  const somebody = (): string => sysId('sys_user', random.pick(people).number);
  const opened = random.dayAfter('2026-09-01', 60);
  return {
    ...record(table, number, at(opened, number)),
    number: `${prefix}${String(number).padStart(7, '0')}`,
    short_description: `CANARY subject of ${prefix} ${number}`,
    description: 'CANARY description, with words',
    work_notes: 'CANARY work notes',
    comments_and_work_notes: 'CANARY comments',
    close_notes: 'CANARY close notes',
    active: String(number % 3 !== 0),
    state: random.pick(['1', '2', '6', '7']),
    priority: random.pick(['1', '3', '4']),
    urgency: '3',
    impact: '3',
    escalation: '0',
    approval: 'not requested',
    contact_type: random.pick(['phone', 'email', 'self-service']),
    made_sla: 'true',
    reassignment_count: String(random.below(4)),
    assignment_group: sysId('sys_user_group', 1),
    assigned_to: number % 5 === 0 ? '' : somebody(),
    opened_by: somebody(),
    closed_by: '',
    parent: '',
    opened_at: at(opened, number),
    closed_at: number % 3 === 0 ? at(random.dayAfter(opened, 9), number) : '',
    due_date: '',
    work_start: '',
    work_end: '',
    business_duration: '1970-01-01 02:13:20',
    calendar_duration: '',
    ...(table === 'incident' && { caller_id: somebody(), resolved_by: '', resolved_at: '', reopen_count: '0' }),
    ...(table === 'change_request' && { requested_by: somebody(), type: 'normal', risk: '3', start_date: at(opened) }),
    ...(table === 'sc_req_item' && {
      request: sysId('sc_request', number),
      cat_item: sysId('sc_cat_item', 1),
      quantity: '1',
    }),
  };
};

/** The tables of an instance, for an organisation. */
export const servicenowTables = ({ people, groups }: Organisation): ServiceNowTables => {
  const here = people.filter(hasRow);
  const groupIn = (number: number): number | undefined => groups.find((group) => group.groups.includes(number))?.number;
  const users = here.map(userRow);
  const grants = here.flatMap(({ number }) =>
    roles.filter((_, index) => (number + index) % 7 === 0).map((role) => ({ number, role })),
  );
  const plain = (name: string, rows: readonly Readonly<Record<string, string>>[]): readonly ServiceNowRow[] =>
    rows.map((row, index) => ({ ...record(name, index + 1, at('2025-02-01', index)), ...row }));
  const tasks = (table: string, prefix: string, count: number): ServiceNowTable => ({
    rows: Array.from({ length: count }, (_, index) => taskRow(table, prefix, index + 1, here)),
    references: {
      assigned_to: 'sys_user',
      opened_by: 'sys_user',
      closed_by: 'sys_user',
      caller_id: 'sys_user',
      requested_by: 'sys_user',
      resolved_by: 'sys_user',
      assignment_group: 'sys_user_group',
      request: 'sc_request',
      cat_item: 'sc_cat_item',
    },
  });
  return {
    sys_user: {
      rows: users,
      references: { manager: 'sys_user', department: 'cmn_department', company: 'core_company' },
    },
    cmn_department: {
      rows: departments.map((name) => ({ sys_id: sysId('cmn_department', name), name })),
      references: {},
    },
    core_company: { rows: [{ sys_id: sysId('core_company', 1), name: 'Acme' }], references: {} },
    sys_user_group: {
      rows: plain(
        'sys_user_group',
        groups.map(({ number, name, mail, description }) => ({
          name,
          email: mail,
          description,
          active: String(number % 4 !== 0),
          manager: '',
          source: '',
          parent: groupIn(number) === undefined ? '' : sysId('sys_user_group', groupIn(number)!),
        })),
      ),
      references: { manager: 'sys_user', parent: 'sys_user_group' },
    },
    sys_user_grmember: {
      rows: plain(
        'sys_user_grmember',
        groups.flatMap(({ number, members }) =>
          members.map((member) => ({ user: sysId('sys_user', member), group: sysId('sys_user_group', number) })),
        ),
      ),
      references: { user: 'sys_user', group: 'sys_user_group' },
    },
    sys_user_role: {
      rows: plain(
        'sys_user_role',
        roles.map((name) => ({
          sys_id: sysId('sys_user_role', name),
          name,
          description: `What ${name} may do`,
          elevated_privilege: String(name === 'admin'),
        })),
      ),
      references: {},
    },
    sys_user_has_role: {
      rows: plain(
        'sys_user_has_role',
        grants.map(({ number, role }) => ({
          user: sysId('sys_user', number),
          role: sysId('sys_user_role', role),
          inherited: String(number % 2 === 0),
          granted_by: '',
          state: 'active',
        })),
      ),
      references: { user: 'sys_user', role: 'sys_user_role', granted_by: 'sys_user_group' },
    },
    sys_group_has_role: {
      rows: plain('sys_group_has_role', [
        { group: sysId('sys_user_group', 1), role: sysId('sys_user_role', 'itil'), inherits: 'true' },
      ]),
      references: { group: 'sys_user_group', role: 'sys_user_role' },
    },
    sys_user_role_contains: {
      rows: plain(
        'sys_user_role_contains',
        contained.map(([role, contains]) => ({
          role: sysId('sys_user_role', role),
          contains: sysId('sys_user_role', contains),
        })),
      ),
      references: { role: 'sys_user_role', contains: 'sys_user_role' },
    },
    incident: tasks('incident', 'INC', 25),
    change_request: tasks('change_request', 'CHG', 6),
    sc_req_item: tasks('sc_req_item', 'RITM', 4),
  };
};
