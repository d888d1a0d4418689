import { readFileSync } from 'node:fs';

/**
 * The most memory that this process ever had, in MiB. Linux counts into `maxRSS` what the parent had when it started us (getrusage(2)
 * keeps it across exec), so it is asked for this program's own mark.
 */
const peakMebibytes = (): number => {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
};

/** Tells the parent process where this server listens, and, when asked, what it has used since it was started. */
export const reportUsage = (url: string): void => {
  process.send?.({ url });
  process.on('message', () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    process.send?.({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMebibytes: peakMebibytes() });
  });
  process.on('disconnect', () => process.exit());
};
