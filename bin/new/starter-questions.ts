import { parseDn } from '../../connectors/ldap/dn.ts';
import { directoryKinds } from '../../connectors/ldap/presets.ts';
import { localPath, location } from '../../connectors/location.ts';
import type { YamlValue } from '../shapes/yaml-text.ts';
import type { ConnectorQuestions } from './defined-questions.ts';
import { type Asked, entityOf, question, rowQuestions } from './row-questions.ts';

/** The least that a source of a connector that is code says; the rest is written into the file by hand. */
interface Starter {
  readonly questions: Readonly<Record<string, Asked>>;
  settings(answers: Readonly<Record<string, string>>): Readonly<Record<string, YamlValue>>;
}

const path = (about: string, example: string): Asked =>
  question(about, example, {
    check: (answer) =>
      localPath.safeParse(answer).success ? undefined : 'must be a path below the folder of the configuration',
  });

const starters: Readonly<Record<string, Starter>> = {
  file: {
    questions: {
      path: question(
        'A CSV, NDJSON or JSON file beside the configuration, or in the object store of your cloud: s3://bucket/key',
        './people.csv',
        {
          check: (answer) =>
            location.safeParse(answer).success ? undefined : 'is neither a path below the folder nor an object',
        },
      ),
      ...rowQuestions,
    },
    settings: (answers) => ({ files: [{ path: answers['path']!, entity: entityOf(answers) }] }),
  },
  ldap: {
    questions: {
      host: question('The server, as its certificate names it.', 'dc1.corp.example.com'),
      directory: question(`What kind of directory it is: ${directoryKinds.join(', ')}.`, 'active-directory', {
        check: (answer) =>
          directoryKinds.some((kind) => kind === answer) ? undefined : `is none of ${directoryKinds.join(', ')}`,
      }),
      base: question('The DN below which users and groups are.', 'dc=corp,dc=example,dc=com', {
        check: (answer) => ((parseDn(answer)?.length ?? 0) > 0 ? undefined : 'is no distinguished name'),
      }),
    },
    settings: ({ host, directory, base }) => ({ host: host!, directory: directory!, base: base! }),
  },
  openapi: {
    questions: {
      document: path('The OpenAPI document of the API.', './tickets.openapi.yaml'),
      shapes: path('What may leave. Made by: sallyport shapes <document> --out <file>', './tickets.shapes.yaml'),
    },
    settings: ({ document, shapes }) => ({ document: document!, shapes: shapes! }),
  },
  scim: {
    questions: {
      baseUrl: question('The address that /Users and /Groups come after.', 'https://directory.acme.example/scim/v2', {
        check: (answer) => (URL.canParse(answer) ? undefined : 'is no address'),
      }),
    },
    settings: ({ baseUrl }) => ({ baseUrl: baseUrl! }),
  },
};

/**
 * The questions of a connector that is code.
 *
 * @param name one of `file`, `ldap`, `openapi`, `scim`
 */
export const starterQuestions = (name: string): ConnectorQuestions => {
  const starter = starters[name];
  if (!starter) throw new RangeError(`nothing is known of how a source of ${name} begins`);
  return async (ask) => {
    const answers: Record<string, string> = {};
    for (const [key, asked] of Object.entries(starter.questions)) answers[key] = await ask(key, asked);
    return { asked: Object.keys(starter.questions), settings: starter.settings(answers) };
  };
};
