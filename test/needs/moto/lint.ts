import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { demand } from './demand.ts';

/** What cfn-lint says of the templates of a cloud assembly; `findings` is empty if they are good. */
export const lint = (assembly: string): { readonly templates: number; readonly findings: string } => {
  demand('cfn-lint', "pip install 'cfn-lint==1.51.0'");
  const files = readdirSync(assembly)
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => join(assembly, file));
  // CDK writes dependencies that CloudFormation would see itself (W3005), and the region where it is given (W3010).
  const { stdout, stderr } = spawnSync('cfn-lint', ['--ignore-checks', 'W3005', 'W3010', '--', ...files], {
    encoding: 'utf8',
  });
  return { templates: files.length, findings: stdout + stderr };
};
