/** Tells the parent process where this server listens, and, when asked, what it has used since it was started. */
export const reportUsage = (url: string): void => {
  process.send?.({ url });
  process.on('message', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    process.send?.({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMebibytes: maxRSS / 1024 });
  });
  process.on('disconnect', () => process.exit());
};
