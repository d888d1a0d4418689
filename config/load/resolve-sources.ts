import type { Config, SourceConfig } from '../config.ts';
import type { Problem } from '../config-error.ts';
import type { ConnectorForm, NamedFiles } from '../connector-form.ts';
import { readShapes, shapesKind } from '../shapes/read-shapes.ts';
import type { ConfigDocument } from './config-document.ts';
import type { FileReader } from './file-reader.ts';
import { DataSyntaxError, parseData } from './parse-data.ts';

/** The largest document of another maker: GitHub's OpenAPI document has 13 MB. */
const dataMebibytes = 64;

/** What a configuration is that names files. */
export interface Resolution {
  readonly config: Config;
  /** Those of the configuration first, then those of the files that it names. */
  readonly problems: readonly Problem[];
}

/** Lets the connectors of a checked configuration read the files that their sources name. */
export const resolveSources = (
  config: Config,
  document: ConfigDocument,
  connectors: readonly ConnectorForm[],
  read: FileReader,
): Resolution => {
  const own: Problem[] = [];
  const others = new Map<string, readonly Problem[]>();
  const resolved = Object.entries(config.sources).map(([name, source]): [string, SourceConfig] => {
    const form = connectors.find((each) => each.name === source.connector);
    if (!form?.resolve) return [name, source];
    const report: NamedFiles['report'] = (option, what, remedy) =>
      own.push(document.atValue(['sources', name, option], what, remedy));
    const options = form.resolve(source.options, namedFiles(source, read, report, others), source.serve);
    return [name, { ...source, options: { ...options } }];
  });
  own.sort((a, b) => a.line - b.line || a.column - b.column);
  return {
    config: { ...config, sources: Object.fromEntries(resolved) },
    problems: [...own, ...[...others.values()].flat()],
  };
};

const namedFiles = (
  { options }: SourceConfig,
  read: FileReader,
  report: NamedFiles['report'],
  others: Map<string, readonly Problem[]>,
): NamedFiles => {
  const textOf = (option: string, mebibytes: number) => {
    const named = read(String(options[option]), mebibytes);
    if ('text' in named) return named;
    report(option, named.what, named.remedy);
    return undefined;
  };
  return {
    report,
    shapes: (option, operations) => {
      const named = textOf(option, shapesKind.maximumMebibytes);
      if (!named) return undefined;
      const { shapes, problems } = readShapes(named.text, named.file, operations);
      if (!shapes) others.set(named.file, problems);
      return shapes;
    },
    read: (option, reader) => {
      const named = textOf(option, shapesKind.maximumMebibytes);
      if (!named) return undefined;
      const { content, problems } = reader(named.text, named.file);
      if (content === undefined) others.set(named.file, problems);
      return content;
    },
    data: (option) => {
      const named = textOf(option, dataMebibytes);
      if (!named) return undefined;
      try {
        return parseData(named.text);
      } catch (error) {
        if (!(error instanceof DataSyntaxError)) throw error;
        report(option, 'is neither JSON nor YAML', error.message);
        return undefined;
      }
    },
  };
};
