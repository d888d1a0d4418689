import { describedBy, matching, type Operation } from './operations.ts';
import { packageFile, packageText } from './package-file.ts';
import type { TypesPackage } from './type-drift.ts';

/** The packages, and the file of each API in them. */
const apis = {
  directory: ['@googleapis/admin', 'directory_v1'],
  reports: ['@googleapis/admin', 'reports_v1'],
  calendar: ['@googleapis/calendar', 'v3'],
  chat: ['@googleapis/chat', 'v1'],
  drive: ['@googleapis/drive', 'v3'],
  gmail: ['@googleapis/gmail', 'v1'],
  meet: ['@googleapis/meet', 'v2'],
} as const;

type Api = keyof typeof apis;

const codePattern =
  /^ {4}class (Resource\$[\w$]+)|^ {8}(\w+)\(paramsOrCallback|rootUrl \|\| '([^']+)\/'|url: \(rootUrl \+\s*'([^']+)'\)|^ {20}method: '([A-Z]+)'/gm;
const declarationPattern =
  /^ {4}export class (Resource\$[\w$]+)|^ {8}(\w+)\(params: (Params\$[\w$]+), callback: BodyResponseCallback<(Schema\$[\w$]+)>\)/gm;

/** The operations of a generated client: the address is in its code, the types are in its declaration. */
const operationsOf = (api: Api): readonly Operation[] => {
  const [name, file] = apis[api];
  const code = packageText(name, `build/${file}.js`);
  const namespace = /^\(function \((\w+)\) \{/m.exec(code)?.[1];
  const declared = declaredIn(packageText(name, `build/${file}.d.ts`));
  const operations: Operation[] = [];
  let [owner, operation, root, path] = ['', '', '', ''];
  for (const [, ownerHere, operationHere, rootHere, pathHere, method] of code.matchAll(codePattern)) {
    owner = ownerHere ?? owner;
    operation = operationHere ?? operation;
    root = rootHere ?? root;
    path = pathHere ?? path;
    const types = method === undefined ? undefined : declared.get(`${owner}.${operation}`);
    if (method === undefined || !types) continue;
    operations.push({
      method,
      ...matching(root + path),
      answer: `${api}.${namespace}.${types.answer}`,
      query: `${api}.${namespace}.${types.query}`,
    });
  }
  return operations;
};

const declaredIn = (text: string): ReadonlyMap<string, { readonly answer: string; readonly query: string }> => {
  const found = new Map<string, { answer: string; query: string }>();
  let owner = '';
  for (const [, ownerHere, operation, query, answer] of text.matchAll(declarationPattern)) {
    owner = ownerHere ?? owner;
    if (operation && query && answer) found.set(`${owner}.${operation}`, { answer, query });
  }
  return found;
};

/** What Google publishes of each of its APIs: clients generated from its discovery documents. */
export const googleTypes = (): TypesPackage => {
  const names = Object.keys(apis) as Api[];
  return {
    imports: names.map((api) => {
      const [name, file] = apis[api];
      return `import type * as ${api} from ${JSON.stringify(packageFile(name, `build/${file}.d.ts`))};`;
    }),
    describe: describedBy(names.flatMap(operationsOf)),
  };
};
