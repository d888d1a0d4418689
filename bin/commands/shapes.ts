import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { closest } from '../../config/closest.ts';
import type { Method } from '../../config/shapes/api.ts';
import { methods } from '../../config/shapes/endpoints/endpoint-name.ts';
import { arrayOf } from '../../connectors/openapi/json-object.ts';
import { OpenApiError } from '../../connectors/openapi/openapi-error.ts';
import { type OpenApiDocument, readOpenApi } from '../../connectors/openapi/read-document.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { readInput } from '../read-input.ts';
import { countedFields } from '../shapes/counted-fields.ts';
import { type Draft, draftOf, nameOfOperation, type Selection } from '../shapes/draft-of.ts';
import { shapesText } from '../shapes/shapes-from-document.ts';
import { updateReport } from '../shapes/update-report.ts';
import { startProgress } from '../terminal/progress.ts';
import { count, size } from '../terminal/table.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';

interface ShapesCommandOptions {
  readonly out?: string;
  readonly update?: string;
  readonly check?: true;
  readonly endpoint?: readonly string[];
  readonly tag?: readonly string[];
  readonly methods?: readonly Method[];
}

const examples = `
The file lists every property of every answer. What looks personal gets a treatment, and the reason for it: read all of it, and
remove what the vendor does not need. GET alone is listed unless --methods or --endpoint says more.

--update changes no file. It prints what a later document has that the file does not name, ready to be pasted.

Examples:
  sallyport shapes tickets.openapi.yaml --out tickets.shapes.yaml
  sallyport shapes tickets.openapi.yaml --endpoint 'GET /tickets' --endpoint 'POST /tickets/{number}/comments'
  sallyport shapes tickets.openapi.yaml --tag tickets --methods get,post
  curl -s https://tickets.example.com/openapi.json | sallyport shapes - --out tickets.shapes.yaml
  sallyport shapes tickets-2.openapi.yaml --update tickets.shapes.yaml
  sallyport shapes tickets-2.openapi.yaml --update tickets.shapes.yaml --check`;

const methodList = (text: string): readonly Method[] =>
  text.split(',').map((word) => {
    const method = methods.find((each) => each === word.trim().toUpperCase());
    if (!method)
      throw new InvalidArgumentError(`They are ${methods.join(', ').toLowerCase()}, with commas between them.`);
    return method;
  });

const more = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** Reading more than this takes so long that one wonders. */
const longBytes = 1_000_000;

/** `sallyport shapes`: a first shapes file from an OpenAPI document, and what a later document has that the file does not name. */
export const shapesCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  program
    .command('shapes')
    .description('Write a first shapes file from an OpenAPI document, what looks personal marked.')
    .argument('<document>', 'the OpenAPI document, 3.0, 3.1 or 3.2, in YAML or JSON; - is standard input')
    .addOption(new Option('-o, --out <file>', 'write it to a new file, and not to standard output').conflicts('update'))
    .option('-e, --endpoint <name>', 'only this endpoint, such as "GET /tickets"; can be repeated', more)
    .option('-t, --tag <tag>', 'only what has this tag in the document; can be repeated', more)
    .option('-m, --methods <list>', 'which methods, such as get,post (default: get)', methodList)
    .option('-u, --update <file>', 'say what the document has that this shapes file does not name')
    .option('--check', 'with --update: end with exit code 1 if something is new')
    .addHelpText('after', examples)
    .action(async (file: string, options: ShapesCommandOptions) => {
      refuseMisuse(options);
      const text = await readInput(file, terminal.input);
      const progress =
        text.length > longBytes
          ? startProgress(terminal.remarks, () => ({ words: `Reading ${file}, ${size(text.length)}` }))
          : undefined;
      const name = file === '-' ? 'standard input' : basename(file);
      try {
        const document = readOpenApi(text);
        const selection = selectionOf(document, options);
        if (options.update !== undefined)
          await update(document, selection, options.update, options.check === true, terminal);
        else await write(document, draftOf(document, selection), name, options.out, terminal);
      } catch (error) {
        throw error instanceof OpenApiError
          ? new CommandError(exitCode.configuration, `${name}: ${error.message}`)
          : error;
      } finally {
        progress?.end(`Read ${file}, ${size(text.length)}`);
      }
    });
};

const refuseMisuse = ({ out, update: existing, check }: ShapesCommandOptions): void => {
  if (check && existing === undefined) throw new CommandError(exitCode.usage, '--check is for --update.');
  if (out === undefined || !existsSync(out)) return;
  throw new CommandError(
    exitCode.usage,
    `${out} is there, and people may have worked on it. See what it does not name yet: sallyport shapes <document> --update ${out}`,
  );
};

const selectionOf = (
  document: OpenApiDocument,
  { endpoint, tag, methods: wanted }: ShapesCommandOptions,
): Selection => {
  const names = document.operations.map(nameOfOperation);
  for (const name of endpoint ?? []) if (!names.includes(name)) throw unknown('endpoint', name, names);
  const tags = document.operations.flatMap(({ operation }) => arrayOf(operation['tags']).map(String));
  for (const name of tag ?? []) if (!tags.includes(name)) throw unknown('tag', name, tags);
  return { endpoints: endpoint, tags: tag, methods: wanted };
};

const unknown = (what: string, name: string, known: readonly string[]): CommandError => {
  const meant = closest(name, [...new Set(known)]);
  const remedy = meant
    ? `Did you mean ${meant}?`
    : `Write it as it stands there${known[0] ? `, such as ${known[0]}` : ''}.`;
  return new CommandError(exitCode.usage, `--${what}: the document has no ${name}. ${remedy}`);
};

const write = async (
  document: OpenApiDocument,
  draft: Draft,
  name: string,
  out: string | undefined,
  { output }: Terminal,
): Promise<void> => {
  if (draft.endpoints.length === 0) {
    throw new CommandError(
      exitCode.usage,
      'Nothing of the document is wanted: no endpoint is left. Ask for others: --methods, --tag, --endpoint',
    );
  }
  const text = shapesText(document, draft, name);
  if (out === undefined) {
    output.write(text);
    return;
  }
  // Never over a file that came to be since.
  await writeFile(out, text, { flag: 'wx' });
  const { endpoints, fields } = countedFields(draft);
  const all = [...fields.values()].reduce((sum, each) => sum + each, 0);
  const kept = fields.get('keep') ?? 0;
  output.write(
    `${out}: ${count(endpoints)} endpoint${endpoints === 1 ? '' : 's'}, ${count(all)} fields, ${count(all - kept)} of them marked as personal.\n` +
      'Read all of it before a source names it, and remove what the vendor does not need.\n',
  );
};

const update = async (
  document: OpenApiDocument,
  selection: Selection,
  file: string,
  check: boolean,
  { output }: Terminal,
): Promise<void> => {
  const { text, hasNews } = updateReport(document, selection, await readFile(file, 'utf8'), file);
  output.write(text);
  if (check && hasNews) process.exitCode = exitCode.failed;
};
