import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const install = 'apt-get update && apt-get install -y chromium';

/** Playwright wants to know the whole path. */
const installed = (): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((directory) => join(directory, 'chromium'))
    .find((path) => existsSync(path));

/** Starts Debian's Chromium, without a window. Says how to install it if it is missing. */
export const startBrowser = async (): Promise<Browser> => {
  const executablePath = installed();
  if (!executablePath) throw new Error(`chromium is not on the PATH. Install it: ${install}`);
  // Chromium refuses to make a sandbox for root, whom containers run as.
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
};
