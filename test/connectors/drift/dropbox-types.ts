import { packageFile, packageText } from './package-file.ts';
import type { TypesPackage } from './type-drift.ts';

const answers = new Map(
  Array.from(
    packageText('dropbox', 'types/index.d.ts').matchAll(/public (\w+)\(.*\): Promise<DropboxResponse<([\w.]+)>>/g),
    ([, name, answer]) => [name!, answer!],
  ),
);

/** What Dropbox publishes of its API: a method for each route. */
export const dropboxTypes: TypesPackage = {
  imports: [`import type { Dropbox } from ${JSON.stringify(packageFile('dropbox', 'types/index.d.ts'))};`],
  describe: ({ url }) => {
    const route = /^https:\/\/api\.dropboxapi\.com\/2\/(.+)$/.exec(url)?.[1] ?? '';
    const name = route.replaceAll(/[/_](\w)/g, (_, letter: string) => letter.toUpperCase());
    if (!answers.has(name)) return undefined;
    return {
      answer: `Awaited<ReturnType<Dropbox['${name}']>>['result']`,
      body: `Parameters<Dropbox['${name}']>[0]`,
    };
  },
};
