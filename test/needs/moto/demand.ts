import { spawnSync } from 'node:child_process';

/**
 * Fails with a sentence that says how to install a program if it is missing.
 *
 * @param install a command
 */
export const demand = (program: string, install: string): void => {
  const { error } = spawnSync(program, ['--help'], { stdio: 'ignore' });
  if (error) throw new Error(`${program} is not on the PATH. Install it: ${install}`);
};
