/** What something costs this process, whatever else the machine does. */
export const cpuMilliseconds = (act: () => unknown): number => {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};
