import { authenticationOption } from '../../connectors/authentication/written/authentication-option.ts';
import type { Definition, Setting } from '../../connectors/definition/definition.ts';
import { exampleValues } from '../../connectors/definition/example-values.ts';
import { filledJson, namesIn } from '../../connectors/definition/template.ts';

/** A setting that a source says, or may say, if it proves who calls in a certain way. */
export interface SettingOfWay {
  readonly name: string;
  readonly setting: Setting;
  /** The source does not work without it, and nothing stands in for it. */
  readonly isNeeded: boolean;
}

/**
 * The settings of a source that proves who calls in one way of its definition. Those that only other ways name are left out, and an
 * optional one is needed where this way does not work without it.
 *
 * @param way a name under `authentication:`; none of them, if the source says its own
 * @example settingsOfWay(catalogDefinition('okta'), 'apiToken').map(({ name }) => name) // ['domain']
 */
export const settingsOfWay = (definition: Definition, way: string | undefined): readonly SettingOfWay[] =>
  Object.entries(definition.settings).flatMap(([name, setting]) => {
    if (!setting.optional) return [{ name, setting, isNeeded: setting.default === undefined }];
    const ways = waysThatName(definition, name);
    if (ways.length > 0 && (way === undefined || !ways.includes(way))) return [];
    return [{ name, setting, isNeeded: way !== undefined && !works(definition, way, name) }];
  });

const waysThatName = ({ authentication }: Definition, name: string): readonly string[] =>
  Object.keys(authentication).filter((way) => namesIn(JSON.stringify(authentication[way]!.with)).includes(name));

/** Whether a way is complete without a setting. */
const works = (definition: Definition, way: string, without: string): boolean => {
  if (definition.authentication[way]!.needs?.includes(without)) return false;
  const { [without]: _, ...values } = exampleValues(definition);
  const filled = filledJson(definition.authentication[way]!.with, {
    ...values,
    permissions: Object.keys(definition.permissions),
  });
  return authenticationOption.safeParse(filled).success;
};
