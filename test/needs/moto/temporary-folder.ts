import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Keeps everything temporary of a run in one folder, and removes it at the end: copies of the example's data are large. */
export default (): (() => void) => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-deploy-'));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
};
