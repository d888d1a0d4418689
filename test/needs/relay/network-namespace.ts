import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A network of its own on this machine, with two cables to it. */
export interface NetworkNamespace {
  /** What starts a process in it. */
  readonly through: readonly string[];
  /** Pulls the cable to the cloud out, or puts it in. Nobody is told: packets are lost. */
  cut(isCut: boolean): void;
  stop(): Promise<void>;
}

/** Why there can be none here; `undefined` where there can. */
export const noNamespace = (): string | undefined => {
  if (process.getuid?.() !== 0) return 'a network of its own is made by root alone: run it as root';
  try {
    execFileSync('ip', ['netns', 'list'], { stdio: 'pipe' });
    return undefined;
  } catch {
    return 'the command ip, or what it needs of the kernel, is missing: apt-get install iproute2';
  }
};

/** Each cable has a net of four addresses: ours, and that of the other end. */
const cables = { cloud: '10.213.77', source: '10.213.78' } as const;

/**
 * Makes one in which the ports of loopback are those of this machine: by one cable to the clouds, by another to the source.
 *
 * @param ports by the cable that leads to them
 */
export const networkNamespace = async (
  ports: Readonly<Record<keyof typeof cables, readonly number[]>>,
): Promise<NetworkNamespace> => {
  const name = `sallyport-${process.pid}`;
  const ip = (...words: string[]) => execFileSync('ip', words, { stdio: 'pipe' });
  const ours = (cable: string) => `sp${process.pid}${cable[0]}`;
  const children: ChildProcess[] = [];
  const through = ['ip', 'netns', 'exec', name];
  const carry = async (command: readonly string[], ways: object): Promise<void> => {
    const [program, ...words] = [...command, process.execPath, join(import.meta.dirname, 'tcp-way-process.ts')];
    const env = { ...process.env, TCP_WAYS: JSON.stringify(ways) };
    const child = spawn(program!, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout!, 'data');
  };
  ip('netns', 'add', name);
  ip('-n', name, 'link', 'set', 'lo', 'up');
  for (const [cable, net] of Object.entries(cables)) {
    ip('link', 'add', ours(cable), 'type', 'veth', 'peer', 'name', 'far', 'netns', name);
    ip('-n', name, 'link', 'set', 'far', 'name', cable);
    ip('addr', 'add', `${net}.1/30`, 'dev', ours(cable));
    ip('-n', name, 'addr', 'add', `${net}.2/30`, 'dev', cable);
    ip('link', 'set', ours(cable), 'up');
    ip('-n', name, 'link', 'set', cable, 'up');
  }
  for (const [cable, net] of Object.entries(cables)) {
    const carried = ports[cable as keyof typeof cables];
    // What is played listens on loopback alone.
    await carry([], { from: `${net}.1`, to: '127.0.0.1', ports: carried });
    await carry(through, { from: '127.0.0.1', to: `${net}.1`, ports: carried });
  }
  return {
    through,
    cut: (isCut) => void ip('link', 'set', ours('cloud'), isCut ? 'down' : 'up'),
    async stop() {
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')));
      for (const cable of Object.keys(cables)) ip('link', 'del', ours(cable));
      ip('netns', 'del', name);
    },
  };
};
