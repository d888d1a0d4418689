import type { Report } from '../../../config/schema/draft.ts';
import type { Definition } from '../definition.ts';
import { reservedNames } from '../reserved-names.ts';
import { settingOption } from '../setting-option.ts';

/** Checks the settings: their names, and that examples and defaults are what the setting says itself. */
export const checkSettings = ({ settings }: Definition, report: Report): void => {
  for (const [name, setting] of Object.entries(settings)) {
    if (reservedNames.has(name))
      report(['settings', name], 'is the name of something else, here or in a source', 'Choose another name.', 'key');
    if (!isPattern(setting.pattern)) {
      report(
        ['settings', name, 'pattern'],
        'is no regular expression',
        "Correct it, or leave it out: example: '[a-z0-9-]+'",
      );
      continue;
    }
    const option = settingOption({ ...setting, default: undefined, optional: false });
    for (const key of ['example', 'default'] as const) {
      const value = setting[key];
      if (value !== undefined && !option.safeParse(value).success)
        report(
          ['settings', name, key],
          'is not what the setting itself asks for',
          'Correct it, or the pattern, choices or kind.',
        );
    }
    if (setting.default !== undefined && setting.optional)
      report(['settings', name, 'optional'], 'means nothing where there is a default', 'Remove one of the two.');
  }
};

const isPattern = (pattern: string | undefined): boolean => {
  try {
    return pattern === undefined || new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
};
