import type { Organisation, Person } from '../organisation.ts';

/** A row of a report: all values are text; what has several is a list of rows. */
export type ReportRow = Readonly<Record<string, string | readonly Readonly<Record<string, string>>[]>>;

/** Reports by their name. */
export type WorkdayReports = Readonly<Record<string, readonly ReportRow[]>>;

const departments = ['Finance', 'Legal', 'Operations', 'People', 'Research', 'Sales'];
const organizationId = (department: string): string =>
  `SUPERVISORY_ORGANIZATION-${departments.indexOf(department) + 1}`;
const employeeId = (number: number): string => String(20_000 + number);

/** What is empty is left out, as in reports. */
const filled = (row: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(row).flatMap(([key, value]) => (value ? [[key, value]] : [])));

const workerRow = (person: Person): ReportRow => ({
  ...filled({
    Employee_ID: employeeId(person.number),
    Full_Name: person.name,
    User_Name: person.mail.split('@')[0],
    Work_Email: person.status === 'deleted' ? undefined : person.mail,
    Active_Status: person.status === 'active' ? '1' : '0',
    Manager_ID: person.manager === undefined ? undefined : employeeId(person.manager),
    Supervisory_Organization_ID: organizationId(person.department),
    Supervisory_Organization: `${person.department} (CANARY leader)`,
    Worker_Type: person.number % 6 === 0 ? 'Contingent Worker' : 'Employee',
    Business_Title: person.title,
    Job_Profile: `${person.title} II`,
    Cost_Center: `${person.department} 4711`,
    Location: person.office,
    Hire_Date: person.hired,
    Termination_Date: person.status === 'active' ? undefined : '2026-08-31',
    Date_of_Birth: 'CANARY birth',
    Base_Pay: 'CANARY pay',
  }),
  Phones: [{ Phone: '+32 CANARY phone' }],
});

/** Reports of an organisation, with the aliases that the connector names, and more. */
export const workdayReports = ({ people, groups }: Organisation): WorkdayReports => ({
  Sallyport_Workers: people.map(workerRow),
  Sallyport_Organizations: [
    ...departments.map((name, index) =>
      filled({
        Organization_ID: organizationId(name),
        Organization: `${name} (CANARY leader)`,
        Organization_Type: 'Supervisory',
        Superior_Organization_ID: 'SUPERVISORY_ORGANIZATION-0',
        Manager_ID: employeeId(index + 1),
        Active_Status: '1',
      }),
    ),
    filled({ Organization_ID: 'SUPERVISORY_ORGANIZATION-0', Organization: 'Acme', Active_Status: '1' }),
  ],
  Sallyport_Security_Groups: groups.map(({ number, name, members }) => ({
    Security_Group_ID: `ISSG-${number}`,
    Security_Group: name,
    Security_Group_Type: 'User-Based Security Group',
    Active_Status: '1',
    ...(members.length > 0 && { Members: members.map((member) => ({ Employee_ID: employeeId(member) })) }),
  })),
  // One that was there before, with names of its own.
  All_People: people.map(({ number, name, mail, status }) => ({
    workerID: employeeId(number),
    preferredName: name,
    primaryWorkEmail: mail,
    isActive: status === 'active' ? '1' : '0',
    grade: `G${number % 9}`,
  })),
});
