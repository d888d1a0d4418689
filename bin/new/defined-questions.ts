import type { Mode } from '../../config/config.ts';
import type { Definition } from '../../connectors/definition/definition.ts';
import { settingOption } from '../../connectors/definition/setting-option.ts';
import { settingsOfWay } from '../connectors/settings-of-way.ts';
import type { YamlValue } from '../shapes/yaml-text.ts';
import type { Question } from '../terminal/interview.ts';

/** Asks for one key of a source. */
export type AskKey = (key: string, question: Omit<Question, 'name' | 'option'>) => Promise<string>;

/** What a source of a connector says. */
export interface AskedSettings {
  /** The keys that were asked for. */
  readonly asked: readonly string[];
  /** What is written, in this order. */
  readonly settings: Readonly<Record<string, YamlValue>>;
}

/** Asks for what a source of one connector must say beside what every source does. */
export type ConnectorQuestions = (ask: AskKey, serve: readonly Mode[]) => Promise<AskedSettings>;

/** Those of a definition: the way to prove who calls, if there is a choice, and the settings that it needs. */
export const definedQuestions =
  (definition: Definition): ConnectorQuestions =>
  async (ask) => {
    const ways = Object.keys(definition.authentication);
    const way = ways.length > 1 ? await ask('authentication', wayQuestion(definition)) : ways[0];
    const asked = settingsOfWay(definition, way);
    const settings: Record<string, string> = {};
    for (const { name, setting, isNeeded } of asked) {
      const option = settingOption({ ...setting, default: undefined, optional: false });
      const answer = await ask(name, {
        about: [setting.description, ...(setting.choices ? [`One of: ${setting.choices.join(', ')}`] : [])].join('\n'),
        example: setting.example,
        ...(!isNeeded && { initial: setting.default ?? '' }),
        check: (text) => {
          const { success, error } = option.safeParse(text, { error: () => 'is not in the right form' });
          return success ? undefined : error.issues[0]!.message;
        },
      });
      if (answer !== '' && answer !== setting.default) settings[name] = answer;
    }
    return {
      asked: [...(ways.length > 1 ? ['authentication'] : []), ...asked.map(({ name }) => name)],
      settings: { ...settings, ...(ways.length > 1 && { authentication: way! }) },
    };
  };

const wayQuestion = ({ authentication }: Definition): Omit<Question, 'name' | 'option'> => {
  const ways = Object.entries(authentication);
  const width = Math.max(...ways.map(([name]) => name.length));
  const names = ways.map(([name]) => name);
  return {
    about: [
      'How the gate proves who it is.',
      ...ways.map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`),
    ].join('\n'),
    initial: names[0]!,
    example: names[0]!,
    check: (answer) => (names.includes(answer) ? undefined : `must be one of ${names.join(', ')}`),
  };
};
