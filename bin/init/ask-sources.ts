import { connectorNamed, connectors } from '../../connectors/index.ts';
import { knownConnector } from '../connectors/known-connector.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { connectorQuestions } from '../new/connector-questions.ts';
import { type NewSource, sourceAnswers } from '../new/source-answers.ts';
import type { Interview, Question } from '../terminal/interview.ts';

/** What options say of sources. */
export interface GivenSources {
  /** `okta`, or `okta:directory`. */
  readonly sources: readonly string[];
  /** By `directory.domain`. */
  readonly set: Readonly<Record<string, string>>;
}

/**
 * Asks for one source or more.
 *
 * @param directory the folder of the configuration
 * @param claims that each source must ask for
 */
export const askSources = async (
  interview: Interview,
  given: GivenSources,
  directory: string,
  claims: readonly string[],
): Promise<readonly NewSource[]> => {
  const sources: NewSource[] = [];
  const add = async (connectorName: string, name: string | undefined): Promise<void> => {
    const connector = knownConnector(connectorName);
    const questions = connectorQuestions(connector, directory);
    const taken = sources.map((source) => source.name);
    const said = { ...(name !== undefined && { name }), ...settingsOf(given, name) };
    const option = (key: string, example: string): string => `--set ${name}.${key}=${example}`;
    sources.push(await sourceAnswers(interview, { connector, questions, given: said, option, taken, claims }));
  };
  const wanted = given.sources.map((text) => text.split(':', 2));
  refuseStrange(given, wanted);
  for (const [connector = '', name = connector] of wanted) await add(connector, name);
  if (sources.length > 0) return sources;
  for (;;) {
    const connector = await interview.ask(connectorQuestion(sources.length > 0));
    // What it asks for is told when it is known which it is.
    if (connector === '' || !interview.isAsking) return sources;
    await add(connector, undefined);
  }
};

const settingsOf = ({ set }: GivenSources, name: string | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(set).flatMap(([key, value]) =>
      name !== undefined && key.startsWith(`${name}.`) ? [[key.slice(name.length + 1), value]] : [],
    ),
  );

const refuseStrange = ({ set }: GivenSources, wanted: readonly (readonly string[])[]): void => {
  const names = wanted.map(([connector, name = connector]) => name);
  const strange = Object.keys(set).find((key) => !names.some((name) => key.startsWith(`${name}.`)));
  if (strange === undefined) return;
  throw new CommandError(
    exitCode.usage,
    `--set ${strange} is about no source: write --set <source>.<setting>=<value>, and --source <connector>:<source> with it.`,
  );
};

const connectorQuestion = (hasOne: boolean): Question => ({
  name: 'connector',
  option: '--source okta:directory',
  about: `${hasOne ? 'Another source' : 'A source'}: what kind of system it is. One of ${connectors.map(({ name }) => name).join(', ')}`,
  example: 'okta',
  ...(hasOne && { initial: '' }),
  check: (answer) => (connectorNamed(answer) ? undefined : 'is none of these'),
});
