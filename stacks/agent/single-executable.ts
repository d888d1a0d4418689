import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleAgent } from './bundle-agent.ts';

/** What is looked for in a binary of Node to see whether a program was put into it (nodejs.org/api/single-executable-applications.html). */
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const resource = 'NODE_SEA_BLOB';

/**
 * Puts the agent's program into a copy of a binary of Node: one file that needs nothing else. The blob is made by the Node that runs this, without code cache or
 * snapshot, so that it is good for the binary of another system of the same version.
 *
 * @param node the binary: of this system, or `node.exe`
 * @param output where the executable goes
 */
export const makeExecutable = (node: string, output: string): void => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-agent-'));
  try {
    const [main, blob, config] = ['main.cjs', 'agent.blob', 'sea.json'].map((name) => join(folder, name));
    writeFileSync(main!, bundleAgent('cjs'));
    const settings = {
      main,
      output: blob,
      disableExperimentalSEAWarning: true,
      useCodeCache: false,
      useSnapshot: false,
    };
    writeFileSync(config!, JSON.stringify(settings));
    execFileSync(process.execPath, ['--experimental-sea-config', config!], { stdio: ['ignore', 'ignore', 'inherit'] });
    copyFileSync(node, output);
    chmodSync(output, 0o755);
    const postject = createRequire(import.meta.url).resolve('postject/dist/cli.js');
    execFileSync(process.execPath, [postject, output, resource, blob!, '--sentinel-fuse', fuse], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (output.endsWith('.exe')) writeFileSync(output, withoutSignature(readFileSync(output)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/**
 * Node's own signature is not good for what was added: it is taken out of the header, so that the executable is unsigned and not one that was tampered with, and
 * can be signed anew (learn.microsoft.com/windows/win32/debug/pe-format: the certificate table is the fifth data directory of a PE32+ header).
 */
const withoutSignature = (executable: Buffer): Buffer => {
  const optionalHeader = executable.readUInt32LE(0x3c) + 24;
  if (executable.readUInt16LE(optionalHeader) !== 0x20b)
    throw new Error('the binary of Node is none for 64-bit Windows');
  return executable.fill(0, optionalHeader + 112 + 4 * 8, optionalHeader + 112 + 5 * 8);
};
