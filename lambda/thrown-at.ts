/** Where an exception was thrown, without its message: a message can hold a row, an address or a password. */
export const thrownAt = (error: unknown): readonly string[] => {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, 8);
};
