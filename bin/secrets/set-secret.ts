import { text } from 'node:stream/consumers';
import type { SecretField } from '../../connectors/connector.ts';
import type { StoredSecret } from '../../lambda/platform/administered-secrets.ts';
import type { Configured } from '../configured-source.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { SourceHost } from '../source-host.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { askSecret } from './ask-secret.ts';
import { changeSecret, type SecretChanges } from './change-secret.ts';
import { doubtAbout, enteredValue } from './entered-value.ts';
import { askedFields, knownField, needOf, nextMark } from './secret-fields.ts';

/** What `sallyport secrets set` was asked for. */
export interface SetSecretOptions {
  /** @default - all fields that the source asks for, one after the other */
  readonly field?: string | undefined;
  readonly next?: true;
  readonly promote?: true;
  readonly remove?: true;
}

/** Enters, moves or takes away fields of a source's secret. */
export const setSecret = async (
  configured: Configured,
  host: SourceHost,
  options: SetSecretOptions,
  terminal: Terminal,
): Promise<void> => {
  refuseMisuse(options);
  const asked = askedFields(configured);
  const before = await host.secrets.read();
  const changes = await changesFor(configured, asked, before, options, terminal);
  const names = Object.keys(changes);
  if (names.length === 0) {
    terminal.remarks.write('Nothing was changed.\n');
    return;
  }
  const fields = await changeSecret(host.secrets, before, changes);
  terminal.output.write(`${done(options)} ${told(names, options).join(', ')} of ${configured.name} ${host.where}.\n`);
  const missing = asked.filter(({ name, required }) => required && !fields[name]);
  const then =
    missing.length > 0
      ? `Still missing: ${missing.map(({ name }) => name).join(', ')}. Enter: sallyport secrets set ${configured.name} ${missing[0]!.name}${host.option}`
      : `Try it: sallyport secrets check ${configured.name}${host.option}`;
  terminal.remarks.write(`${then}\n`);
};

const refuseMisuse = ({ field, next, promote, remove }: SetSecretOptions): void => {
  if (promote && (next || remove)) throw usage('--promote stands alone: it makes the next value the value.');
  if (remove && field === undefined) throw usage('--remove takes one field away: name it.');
};

const usage = (message: string): CommandError => new CommandError(exitCode.usage, message);

/** What was promoted has two names: the one that it went away from says nothing. */
const told = (names: readonly string[], { promote }: SetSecretOptions): readonly string[] =>
  promote ? names.filter((name) => !name.endsWith(nextMark)) : names;

const done = ({ promote, remove }: SetSecretOptions): string => {
  if (promote) return 'Promoted';
  return remove ? 'Removed' : 'Entered';
};

const changesFor = (
  configured: Configured,
  asked: readonly SecretField[],
  before: StoredSecret,
  options: SetSecretOptions,
  terminal: Terminal,
): SecretChanges | Promise<SecretChanges> => {
  const { field, next, promote, remove } = options;
  const mark = next ? nextMark : '';
  if (promote) return promoted(configured, before, field);
  if (remove) return removed(configured, before, field! + mark);
  if (field === undefined) return answers(configured, asked, before, mark, terminal);
  return entered(configured, knownField(configured, field) + mark, terminal);
};

const promoted = (configured: Configured, { fields }: StoredSecret, field?: string): SecretChanges => {
  const nexts = Object.keys(fields).filter((name) => name.endsWith(nextMark) && fields[name]);
  const wanted = field === undefined ? nexts : [knownField(configured, field) + nextMark];
  if (!wanted.some((name) => fields[name])) {
    throw usage(
      `No next value is entered for ${field ?? configured.name}: sallyport secrets set ${configured.name} ${field ?? '<field>'} --next`,
    );
  }
  return Object.fromEntries(
    wanted.flatMap((name) => [
      [name.slice(0, -nextMark.length), fields[name]],
      [name, undefined],
    ]),
  );
};

const removed = (configured: Configured, { fields }: StoredSecret, field: string): SecretChanges => {
  const stored = Object.keys(fields);
  if (stored.includes(field)) return { [field]: undefined };
  knownField(configured, field.endsWith(nextMark) ? field.slice(0, -nextMark.length) : field);
  return {};
};

const entered = async (configured: Configured, name: string, terminal: Terminal): Promise<SecretChanges> => {
  const given = terminal.input.isTTY
    ? await askSecret(terminal, `${name} of ${configured.name} (it is not shown): `, terminal.stop())
    : await text(terminal.input);
  return { [name]: checked(name, given, terminal) };
};

const checked = (name: string, given: string, terminal: Terminal): string => {
  const value = enteredValue(given);
  const doubt = doubtAbout(value);
  if (doubt) terminal.remarks.write(`${name}: ${doubt}.\n`);
  return value;
};

/** Asks for one field after the other; Enter alone leaves a field as it is. */
const answers = async (
  configured: Configured,
  asked: readonly SecretField[],
  { fields }: StoredSecret,
  mark: string,
  terminal: Terminal,
): Promise<SecretChanges> => {
  if (!terminal.input.isTTY) {
    throw usage(
      `Name the field that standard input is for: sallyport secrets set ${configured.name} ${asked[0]!.name} < file. ` +
        `${configured.name} has ${asked.map(({ name }) => name).join(', ')}.`,
    );
  }
  const stop = terminal.stop();
  terminal.remarks.write('Values are not shown. Enter alone leaves a field as it is.\n');
  const changes: Record<string, string> = {};
  const wanted = asked.map((field) => ({ ...field, need: needOf(configured, field) }));
  for (const field of wanted.filter(({ need }) => need !== 'no')) {
    const name = field.name + mark;
    const state = fields[name] ? 'entered' : 'not entered';
    const question = `\n${field.description}\n${name} (needed ${field.need}; ${state}): `;
    const given = await askSecret(terminal, question, stop);
    if (given !== '') changes[name] = checked(name, given, terminal);
  }
  const others = wanted.filter(({ need }) => need === 'no').map(({ name }) => name);
  if (others.length > 0) terminal.remarks.write(`Not needed, and entered by name if at all: ${others.join(', ')}\n`);
  return changes;
};
