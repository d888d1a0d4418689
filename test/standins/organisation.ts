import { seeded } from '../../examples/seeded.ts';
import { fullName, mailAddress, offices, titles } from '../../examples/words.ts';

/** Somebody who works, or worked, in the organisation. */
export interface Person {
  /** From 1. */
  readonly number: number;
  readonly givenName: string;
  readonly familyName: string;
  readonly name: string;
  readonly mail: string;
  readonly title: string;
  readonly office: string;
  readonly department: string;
  /** A day. */
  readonly hired: string;
  /** `disabled` may not sign in; `deleted` is in the bin. */
  readonly status: 'active' | 'disabled' | 'deleted';
  /** The number of another, unless there is none above. */
  readonly manager: number | undefined;
}

/** People together. Groups are in groups, up to three deep; one of them is empty. */
export interface Group {
  /** From 1. */
  readonly number: number;
  readonly name: string;
  readonly mail: string;
  readonly description: string;
  /** Numbers of people, none of whom is deleted. */
  readonly members: readonly number[];
  /** Numbers of groups that are members. */
  readonly groups: readonly number[];
}

/** An organisation, the same for the same seed and size. */
export interface Organisation {
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
}

const departments = ['Finance', 'Legal', 'Operations', 'People', 'Research', 'Sales'];

/** One person of an organisation, without the others: for a million of them. */
export const person = (number: number, seed = 1): Person => {
  const random = seeded(seed * 1_000_003 + number);
  const name = fullName(random);
  const [givenName = name, ...rest] = name.split(' ');
  const status = random.below(100);
  return {
    number,
    givenName,
    familyName: rest.join(' '),
    name,
    mail: mailAddress(name, number, 'acme'),
    title: random.pick(titles),
    office: random.pick(offices),
    department: random.pick(departments),
    hired: random.dayAfter('2004-03-01', 7_000),
    status: status < 88 ? 'active' : status < 95 ? 'disabled' : 'deleted',
    manager: number === 1 ? undefined : 1 + random.below(number - 1),
  };
};

/**
 * Makes an organisation.
 *
 * @param size how many people, and how many groups (the last one is empty)
 */
export const organisation = (size: { readonly people: number; readonly groups: number }, seed = 1): Organisation => {
  const random = seeded(seed);
  const people = Array.from({ length: size.people }, (_, index) => person(index + 1, seed));
  const here = people.filter(({ status }) => status !== 'deleted');
  const groups = Array.from({ length: size.groups }, (_, index): Group => {
    const number = index + 1;
    const isEmpty = number === size.groups;
    const chosen = isEmpty ? [] : here.filter(() => random.percent(20)).map((each) => each.number);
    const name = `${random.pick(departments)} ${number}`;
    return {
      number,
      name,
      mail: `group-${number}@acme.example`,
      description: `CANARY description of group ${number}`,
      members: chosen,
      // Chains of three: 3 is in 2, which is in 1.
      groups: !isEmpty && number % 3 !== 0 && number + 1 < size.groups ? [number + 1] : [],
    };
  });
  return { people, groups };
};
