/** Work that is done again and again, and never twice at once. */
export interface InTurn {
  /** Has it begin. While it is under way, it is done once more after that, however often it was asked for. */
  begin(): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

/**
 * @param work never throws
 * @example const resumes = inTurn(() => resume()); resumes.begin(); await resumes.settled();
 */
export const inTurn = (work: () => Promise<void>): InTurn => {
  let isWanted = false;
  let working: Promise<void> | undefined;
  const workOn = async (): Promise<void> => {
    while (isWanted) {
      isWanted = false;
      await work();
    }
    working = undefined;
  };
  return {
    begin() {
      isWanted = true;
      working ??= workOn();
    },
    settled: async () => working,
  };
};
