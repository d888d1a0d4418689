import type { Mode } from '../../config/config.ts';
import { sourceName } from '../../config/schema/name.ts';
import type { Connector } from '../../connectors/connector.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { YamlValue } from '../shapes/yaml-text.ts';
import type { Interview, Question } from '../terminal/interview.ts';
import type { ConnectorQuestions } from './defined-questions.ts';

/** A source that is to be added. */
export interface NewSource {
  readonly name: string;
  readonly connector: Connector;
  /** What stands under its name, in this order. */
  readonly settings: Readonly<Record<string, YamlValue>>;
}

/** What is known before a source is asked about. */
export interface SourceFacts {
  readonly connector: Connector;
  readonly questions: ConnectorQuestions;
  /** Answers by key: `name`, `serve`, `authentication`, `claims.source_id`, and the settings. */
  readonly given: Readonly<Record<string, string>>;
  /** How a script gives the answer of a key. */
  option(key: string, example: string): string;
  /** Names of sources that there are. */
  readonly taken: readonly string[];
  /** Claims that other sources of this vendor have. */
  readonly claims: readonly string[];
}

/**
 * Asks for all that a new source must say.
 *
 * @throws CommandError if an answer that was given is wrong, or is one to no question
 */
export const sourceAnswers = async (interview: Interview, facts: SourceFacts): Promise<NewSource> => {
  const { connector, questions, given, claims } = facts;
  const ask = (key: string, question: Omit<Question, 'name' | 'option'>) =>
    interview.ask({ name: key, option: facts.option(key, question.example), ...question }, own(given, key));
  const name = await ask('name', nameQuestion(facts));
  const serve = connector.modes.length > 1 ? modesIn(await ask('serve', serveQuestion(connector.modes))) : undefined;
  const { asked, settings } = await questions(ask, serve ?? connector.modes);
  const wanted = new Set([...claims, ...Object.keys(given).flatMap((key) => key.match(/^claims\.(.+)$/)?.[1] ?? [])]);
  const values: Record<string, string> = {};
  for (const claim of wanted) values[claim] = await ask(`claims.${claim}`, claimQuestion(claim));
  refuseUnknown(facts, ['name', 'serve', ...asked, ...[...wanted].map((claim) => `claims.${claim}`)]);
  return {
    name,
    connector,
    settings: {
      connector: connector.name,
      ...(serve && { serve }),
      ...settings,
      ...(wanted.size > 0 && { claims: values }),
    },
  };
};

const own = (given: SourceFacts['given'], key: string): string | undefined =>
  Object.hasOwn(given, key) ? given[key] : undefined;

const nameQuestion = ({ connector, taken }: SourceFacts): Omit<Question, 'name' | 'option'> => ({
  about: 'The name of the source: the end of its resource names, and of its address.',
  example: 'people',
  ...(!taken.includes(connector.name) && { initial: connector.name }),
  check: (answer) => {
    if (taken.includes(answer)) return 'is the name of a source already';
    return sourceName.safeParse(answer).error?.issues[0]?.message;
  },
});

const modesIn = (text: string): readonly Mode[] => text.split(',').map((word) => word.trim() as Mode);

const serveQuestion = (modes: readonly Mode[]): Omit<Question, 'name' | 'option'> => ({
  about:
    'How the vendor may use it. import: entities and relationships, identities kept. proxy: its API, people as pseudonyms.',
  initial: modes.join(','),
  example: modes.join(','),
  check: (answer) => {
    const chosen = modesIn(answer);
    const isRight = chosen.every((mode) => modes.includes(mode)) && new Set(chosen).size === chosen.length;
    return isRight ? undefined : `must be one or more of ${modes.join(', ')}, with commas between them`;
  },
});

const claimQuestion = (claim: string): Omit<Question, 'name' | 'option'> => ({
  about: `The claim ${claim} that the vendor's token for this source carries. The vendor says its value.`,
  example: '42',
  check: (answer) => (answer.trim() === '' ? 'is needed' : undefined),
});

const refuseUnknown = ({ given, connector }: SourceFacts, known: readonly string[]): void => {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new CommandError(
    exitCode.usage,
    `A source of ${connector.name} is not asked for ${unknown}. It is asked for ${known.join(', ')}; other settings are written into the file.`,
  );
};
