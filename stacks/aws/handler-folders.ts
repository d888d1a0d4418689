import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Construct } from 'constructs';
import { writeHandler } from '../bundle.ts';
import type { HandlerFiles } from '../bundle-cache.ts';
import { type Digests, documentDigests } from '../digests.ts';
import { core } from './cdk.ts';

/** Folders of one gateway in the cloud assembly, which functions run from. */
export interface HandlerFolders {
  /** With the handler, as it is for all of them. */
  readonly handler: string;
  readonly digestsOf: (document: string) => Digests;
  /** An empty one of that name, which is yet to be made. */
  empty(...path: string[]): string;
}

/** Writes the handler once for all functions, and into the assembly: there the source map is found when a log names a line of the handler. */
export const handlerFolders = (scope: Construct, files: HandlerFiles): HandlerFolders => {
  const empty = (...path: string[]): string => {
    const folder = join(core.Stage.of(scope)!.outdir, 'sallyport', scope.node.addr, ...path);
    rmSync(folder, { recursive: true, force: true });
    return folder;
  };
  const handler = empty('handler');
  writeHandler(files, handler);
  return { handler, digestsOf: documentDigests(files), empty };
};
