import type { NamedFiles } from '../../config/connector-form.ts';
import { modesOf } from '../../connectors/defined/defined-connector.ts';
import type { DefinedSource } from '../../connectors/defined/defined-source.ts';
import { type DefinedOptions, definedOptions } from '../../connectors/defined/options.ts';
import { definedEndpoints } from '../../connectors/defined/resolve-api.ts';
import { resolveSource } from '../../connectors/defined/resolve-source.ts';
import type { Definition } from '../../connectors/definition/definition.ts';
import { type SettingOfWay, settingsOfWay } from './settings-of-way.ts';

/** A source as somebody would write it, with the examples of its definition. */
export interface ExampleSource {
  /** The least that stands in sallyport.yaml beside `connector:`. */
  readonly written: Readonly<Record<string, string>>;
  /** What becomes of it if it says all that it can say, and everything is read and served. */
  readonly source: DefinedSource;
}

/**
 * A source of a definition with one of its ways to prove who calls, its settings at their examples.
 *
 * @throws RangeError if no source can be like that: the definition is not right, and says why
 */
export const exampleSource = (definition: Definition, way: string): ExampleSource => {
  const [byDefault] = Object.keys(definition.authentication);
  const authentication = way === byDefault ? {} : { authentication: way };
  const settings = settingsOfWay(definition, way).filter(({ setting }) => setting.default === undefined);
  const valuesOf = (some: readonly SettingOfWay[]) =>
    Object.fromEntries(some.map(({ name, setting }) => [name, setting.example]));
  const written = { ...valuesOf(settings.filter(({ isNeeded }) => isNeeded)), ...authentication };
  // Everything is read and served, what is optional too.
  const lists = Object.keys(definition.lists);
  const values = { ...exampleDefaults(definition), ...valuesOf(settings) };
  const endpoints = [...definedEndpoints({ definition, values }).keys()];
  const whole = {
    ...valuesOf(settings),
    ...authentication,
    ...(lists.length > 0 && { read: lists }),
    ...(endpoints.length > 0 && { endpoints }),
  };
  const options = definedOptions(definition).parse(whole) as unknown as DefinedOptions;
  const source = resolveSource(definition, options, noFilesOf(definition), modesOf(definition));
  if (!source) throw new RangeError(`${definition.name} has no source with ${way}`);
  return { written, source };
};

const exampleDefaults = ({ settings }: Definition): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value]])),
  );

/** An example names none, and its problems are those of the definition. */
const noFilesOf = ({ name }: Definition): NamedFiles => {
  const refuse = (): never => {
    throw new RangeError(`the example of ${name} names a file`);
  };
  return {
    shapes: refuse,
    data: refuse,
    read: refuse,
    report: (option, what, remedy) => {
      throw new RangeError(`the example of ${name} can not be: ${option} ${what}. ${remedy}`);
    },
  };
};
