import type { Readable } from 'node:stream';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { configOption } from '../options.ts';
import { answerNotice } from '../preview/answer-notice.ts';
import { explainAnswerError } from '../preview/explain-answer-error.ts';
import { fetchAnswer } from '../preview/fetch-answer.ts';
import { findEndpoint } from '../preview/find-endpoint.ts';
import { type OpenedSource, openSource } from '../preview/opened-source.ts';
import { previewPage } from '../preview/page/preview-page.ts';
import type { Preview } from '../preview/preview.ts';
import { previewAnswer } from '../preview/preview-answer.ts';
import { previewJson } from '../preview/preview-json.ts';
import type { PreviewSubject } from '../preview/preview-subject.ts';
import type { PreviewedAnswer } from '../preview/previewed-answer.ts';
import { countWords, printedPreview } from '../preview/printed-preview.ts';
import { readAnswer } from '../preview/read-answer.ts';
import { writePrivateFile } from '../preview/write-private-file.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';

interface PreviewCommandOptions {
  readonly config: string;
  readonly input?: string;
  readonly subject?: string;
  readonly method?: string;
  readonly status?: number;
  readonly elements?: number;
  readonly html?: string;
  readonly json?: true;
}

const examples = `
Without --input the source is asked (its localServer, if it has one) with the secret of this machine, which lies in
.sallyport/secrets/<source>.json. It is only read from. What leaves is made with the key of this machine: the pseudonyms
of a deployed gate are others.

Original values are shown. They are written to your terminal, and to the page that you ask for, which only you can read.

Examples:
  sallyport preview helpdesk /tickets
  sallyport preview helpdesk '/tickets?status=open' --html tickets.html
  sallyport preview helpdesk /tickets --input answer.json
  sallyport preview helpdesk '/tickets/{number}/comments' --method POST --status 201 --input answer.json
  curl -s https://helpdesk.example.com/v2/teams | sallyport preview helpdesk /teams --input -`;

/** As many elements of a list as fit on a screen or two, and on a page that one still scrolls through. */
const shownInTerminal = 3;
const shownOnPage = 20;
/** Of what is no terminal, and has no width. */
const plainWidth = 120;

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('It is a number from 1 on.');
  return Number(text);
};

const statusNumber = (text: string): number => {
  if (!/^[1-5]\d\d$/.test(text)) throw new InvalidArgumentError('It is a status of HTTP, such as 200.');
  return Number(text);
};

const usage = (message: string): CommandError => new CommandError(exitCode.usage, message);

/** The source's answer: the saved one, or a new one. */
const answerFor = (
  source: OpenedSource,
  target: string | undefined,
  { input, subject, method = 'GET', status }: PreviewCommandOptions,
  stdin: Readable,
  stop: AbortSignal,
): Promise<PreviewedAnswer> => {
  if (input !== undefined) {
    if (subject !== undefined) throw usage('Nothing is called with --input: leave out --subject.');
    return readAnswer(source, { input, target, method, status: status ?? 200, stdin, stop });
  }
  if (method !== 'GET' || status) throw usage('A source is only read from: --method and --status belong to --input.');
  const { name, path, subject: asWhom } = findEndpoint(source.api, method, target);
  const asked = target ?? path;
  if (asWhom && subject === undefined) throw usage(`${name} is called as a user: say whom by --subject.`);
  if (!asked.includes('{')) return fetchAnswer(source, { target: asked, subject }, stop);
  throw usage(
    `${name} stands for many: say which one, as ${path.replaceAll(/\{.*?\}/g, '17')}, or give its answer by --input.`,
  );
};

const show = async (
  preview: Preview,
  subject: PreviewSubject,
  { html, json }: PreviewCommandOptions,
  { output }: Terminal,
): Promise<void> => {
  if (json) return void output.write(previewJson(preview, subject));
  if (html !== undefined) {
    await writePrivateFile(html, previewPage(preview, subject));
    return void output.write(
      `${html} holds the preview. Only you can read it.\n${countWords(preview, subject.bytes)}\n`,
    );
  }
  const on = { width: output.columns || plainWidth, isColored: output.isTTY === true && output.hasColors?.() === true };
  const { source, endpoint, status, notice } = subject;
  const head = `${source}: ${endpoint}, answered with ${status}\n${notice ? `${notice}\n` : ''}`;
  output.write(`${head}\n${printedPreview(preview, subject.bytes, on)}\n`);
};

const preview = async (
  name: string,
  target: string | undefined,
  options: PreviewCommandOptions,
  terminal: Terminal,
): Promise<void> => {
  const stop = terminal.stop();
  const config = loadConfig(options.config, connectors);
  const isLocal = options.input === undefined;
  const source = openSource({ config, file: options.config, name, isLocal });
  try {
    const answer = await answerFor(source, target, options, terminal.input, stop);
    const { endpoint, status, bytes } = answer;
    const shown = options.json ? Number.POSITIVE_INFINITY : options.html === undefined ? shownInTerminal : shownOnPage;
    const { preview: made, shape } = await previewAnswer(source, answer, options.elements ?? shown);
    const subject: PreviewSubject = {
      gateway: config.gateway,
      source: name,
      endpoint: endpoint.name,
      status,
      bytes: bytes.length,
      madeAt: Date.now(),
      notice: answerNotice(answer, shape, made),
    };
    await show(made, subject, options, terminal);
  } catch (error) {
    stop.throwIfAborted();
    throw explainAnswerError(error, name);
  }
};

/** `sallyport preview`: what of an answer leaves, beside what the source gave. */
export const previewCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  program
    .command('preview')
    .description("Show an answer of a source's API beside what leaves of it.")
    .argument('<source>', 'its name in sallyport.yaml')
    .argument('[path]', 'path and query below the API, as the vendor sends them')
    .addOption(configOption())
    .option('-i, --input <file>', 'an answer that was saved, as JSON; - is standard input. Nothing is called')
    .option(
      '--subject <user>',
      'whom the source is called as, or the pseudonym of them, where an endpoint wants to know',
    )
    .addOption(
      new Option('--method <method>', 'with --input: how it was asked for (default: GET)').choices([
        'GET',
        'POST',
        'PUT',
        'PATCH',
        'DELETE',
      ]),
    )
    .addOption(new Option('--status <status>', 'with --input: its status (default: 200)').argParser(statusNumber))
    .addOption(
      new Option('--elements <count>', 'how many of each list are shown (default: 3; on a page 20)').argParser(
        wholeNumber,
      ),
    )
    .option('--html <file>', 'write a page for reviewers that needs nothing else')
    .addOption(new Option('--json', 'print it for programs').conflicts('html'))
    .addHelpText('after', examples)
    .action((name: string, target: string | undefined, options: PreviewCommandOptions) =>
      preview(name, target, options, terminal),
    );
};
