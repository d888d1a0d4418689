import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Construct } from 'constructs';
import { cdktf } from './cdktf.ts';

/**
 * A folder of the stack in the output of cdktf, from where Terraform runs: what a path in the template begins at.
 *
 * @returns the folder, which is not there: what an earlier synthesis left in it is removed
 */
export const stackFolder = (scope: Construct, ...path: string[]): string => {
  const stack = cdktf.TerraformStack.of(scope);
  const folder = join(cdktf.App.of(stack).outdir, 'stacks', stack.node.id, ...path);
  rmSync(folder, { recursive: true, force: true });
  return folder;
};
