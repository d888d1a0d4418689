/** So many sessions are kept: agents have few processes, and a gate has few of its own. */
const mostKept = 256;

/**
 * Sessions by a name, made once for all who want them at the same time; the one that was not used for longest is forgotten first. One that
 * failed is made again.
 */
export const keptSessions = <Value>(): ((name: string, make: () => Promise<Value>) => Promise<Value>) => {
  const kept = new Map<string, Promise<Value>>();
  return (name, make) => {
    const session = kept.get(name) ?? make();
    kept.delete(name);
    kept.set(name, session);
    session.catch(() => kept.delete(name));
    if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
    return session;
  };
};
