/**
 * Opens several lists at once, and gives them in their order: while one is read, the first page of those after it is on its way.
 *
 * @param count how many are open at the same time
 * @example for await (const pages of readAhead(groups, (group) => readMembers(group), 4)) …
 */
export async function* readAhead<Task, Page>(
  tasks: readonly Task[],
  open: (task: Task) => AsyncGenerator<Page, void>,
  count: number,
): AsyncGenerator<AsyncGenerator<Page, void>, void> {
  const opened: { readonly pages: AsyncGenerator<Page, void>; readonly first: Promise<IteratorResult<Page, void>> }[] =
    [];
  let next = 0;
  try {
    for (;;) {
      while (opened.length < count && next < tasks.length) {
        const pages = open(tasks[next++]!);
        const first = pages.next();
        // Whoever comes to it hears of the failure.
        first.catch(() => undefined);
        opened.push({ pages, first });
      }
      const current = opened.shift();
      if (!current) return;
      yield resumed(current.first, current.pages);
    }
  } finally {
    for (const { pages } of opened) void pages.return().catch(() => undefined);
  }
}

async function* resumed<Page>(
  first: Promise<IteratorResult<Page, void>>,
  pages: AsyncGenerator<Page, void>,
): AsyncGenerator<Page, void> {
  const { done, value } = await first;
  if (done) return;
  yield value;
  yield* pages;
}
