import type { Shape, Treatment } from '../../config/shapes/shape.ts';
import type { SecretField } from '../../connectors/connector.ts';
import { modesOf, requiredBy } from '../../connectors/defined/defined-connector.ts';
import type { DefinedStep, Definition, RateLimits, Setting } from '../../connectors/definition/definition.ts';
import { fieldsToEnter } from '../../connectors/fields-to-enter.ts';
import { type DescribedList, describedLists } from './described-lists.ts';
import { exampleSource } from './example-source.ts';
import { type LeavingField, leavingCounts, leavingFields } from './leaving-fields.ts';
import { settingsOfWay } from './settings-of-way.ts';

/** One way to prove who calls, and what it asks for. */
export interface DescribedWay {
  readonly name: string;
  readonly about: string;
  /** Settings that are optional elsewhere, and that this way needs. */
  readonly settings: readonly string[];
  /** What is entered with `sallyport secrets set`. */
  readonly secret: readonly SecretField[];
  /** The same in a few words: `client_id, client_secret`; empty if nothing is entered. */
  readonly entered: string;
  /** Hosts that are called with the settings at their examples, those that tokens come from included. */
  readonly hosts: readonly string[];
}

/** One operation that the vendor may call. */
export interface DescribedEndpoint {
  readonly name: string;
  /** Other paths of the same operation. */
  readonly also: readonly string[];
  /** Served only if a source names it. */
  readonly isOptional: boolean;
  readonly permissions: readonly string[];
  readonly documentation?: string | undefined;
  /** Parameters of the query that the vendor may send. */
  readonly query: readonly string[];
  /** Fields of the body that it may send, by their places. */
  readonly body: readonly string[];
  /** Whether the vendor says as whom it is called. */
  readonly hasSubject: boolean;
  /** Fields of its answers that leave; an object with a name is told under `objects`. */
  readonly fields: readonly LeavingField[];
  /** How many fields leave with each treatment, those of named objects included. */
  readonly counts: Readonly<Partial<Record<Treatment, number>>>;
}

/** What is known of a connector that is data, for people to read: made from its definition alone. */
export interface DescribedConnector {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly modes: readonly string[];
  readonly documentation: readonly string[];
  readonly settings: readonly ({ readonly name: string } & Setting)[];
  /** The first is the default. */
  readonly ways: readonly DescribedWay[];
  readonly permissions: Readonly<Record<string, string>>;
  readonly rateLimits: Pick<RateLimits, 'about' | 'documentation'>;
  readonly lists: readonly DescribedList[];
  readonly endpoints: readonly DescribedEndpoint[];
  /** Objects of answers, by their names. */
  readonly objects: Readonly<Record<string, readonly LeavingField[]>>;
  readonly setup: readonly DefinedStep[];
  /** What a source of it says in sallyport.yaml beside `connector:`, in the default way. */
  readonly example: Readonly<Record<string, string>>;
}

/** Describes a connector by its definition. */
export const describeConnector = (definition: Definition): DescribedConnector => {
  const { name, title, about, documentation, permissions, rateLimits, setup } = definition;
  const ways = Object.keys(definition.authentication).map((way) => describedWay(definition, way));
  const endpoints = describedEndpoints(definition);
  return {
    name,
    title,
    about,
    modes: modesOf(definition),
    documentation,
    settings: Object.entries(definition.settings).map(([each, setting]) => ({ name: each, ...setting })),
    ways,
    permissions,
    rateLimits: { about: rateLimits.about, documentation: rateLimits.documentation },
    lists: describedLists(definition),
    endpoints,
    objects: objectsOf(definition, endpoints),
    setup,
    example: exampleSource(definition, ways[0]!.name).written,
  };
};

const describedWay = (definition: Definition, name: string): DescribedWay => {
  const needs = requiredBy(exampleSource(definition, name).source);
  const settings = settingsOfWay(definition, name).filter(({ setting, isNeeded }) => setting.optional && isNeeded);
  return {
    name,
    about: definition.authentication[name]!.about,
    settings: settings.map((setting) => setting.name),
    secret: needs.secret,
    entered: fieldsToEnter(needs),
    hosts: needs.hosts,
  };
};

const describedEndpoints = ({ endpoints, $defs }: Definition): readonly DescribedEndpoint[] =>
  Object.entries(endpoints).map(([name, endpoint]) => {
    const {
      permissions,
      documentation,
      optional = false,
      query = {},
      body,
      subject,
      also = [],
      answer,
      answers = {},
    } = endpoint;
    // One answer for each status, which differ seldom.
    const whole = { anyOf: answer ? [answer] : Object.values(answers) };
    return {
      name,
      also,
      isOptional: optional,
      permissions,
      documentation,
      query: Object.keys(query),
      body: sentFields(body?.shape, $defs),
      hasSubject: subject !== undefined,
      fields: leavingFields(whole, $defs),
      counts: Object.fromEntries(leavingCounts(whole, $defs)),
    };
  });

const sentFields = (shape: Shape | undefined, $defs: Definition['$defs']): readonly string[] => {
  if (shape === undefined) return [];
  // A body that is an object with a name is told by its fields.
  const whole = shape.$ref === undefined ? shape : ($defs[shape.$ref.replace('#/$defs/', '')] ?? shape);
  return [...new Set(leavingFields(whole, $defs).map(({ path }) => path))];
};

/** Those that answers have, and that these have in turn, in the order of the definition. */
const objectsOf = (
  { $defs }: Definition,
  endpoints: readonly DescribedEndpoint[],
): Readonly<Record<string, readonly LeavingField[]>> => {
  const found = new Map<string, readonly LeavingField[]>();
  const look = (fields: readonly LeavingField[]): void => {
    for (const field of fields) {
      if ('treatment' in field || found.has(field.object)) continue;
      const { $ref, ...shape } = $defs[field.object]!;
      const inside = leavingFields($ref === undefined ? shape : { $ref }, $defs);
      found.set(field.object, inside);
      look(inside);
    }
  };
  for (const { fields } of endpoints) look(fields);
  return Object.fromEntries(Object.keys($defs).flatMap((name) => (found.has(name) ? [[name, found.get(name)!]] : [])));
};
