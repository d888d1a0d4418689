import { connect, type Socket } from 'node:net';

/** One connection that asks the same thing again and again. Raw, so that the client costs next to nothing. */
class Asker {
  readonly #socket: Socket;
  readonly #request: string;
  /** Bytes of the answer that are still to come; -1 while its head is read. */
  #missing = -1;
  #head = '';
  #answered: ((error?: Error) => void) | undefined;

  constructor(url: URL) {
    this.#request = `GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n\r\n`;
    this.#socket = connect(Number(url.port), url.hostname);
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', (error) => this.#answered?.(error));
  }

  ask(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#answered = (error) => (error ? reject(error) : resolve());
      this.#socket.write(this.#request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    if (this.#missing < 0) {
      this.#head += chunk.toString('latin1');
      const end = this.#head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = /\r\ncontent-length: (\d+)/i.exec(this.#head)?.[1];
      if (!this.#head.startsWith('HTTP/1.1 200') || !length) {
        this.#answered?.(new Error(this.#head.slice(0, 200)));
        return;
      }
      this.#missing = Number(length) - (this.#head.length - end - 4);
    } else {
      this.#missing -= chunk.length;
    }
    if (this.#missing > 0) return;
    this.#missing = -1;
    this.#head = '';
    this.#answered?.();
  }
}

/** As many requests as there can be for so many milliseconds, over some connections; how many were answered. */
export const saturate = async (url: string, connections: number, milliseconds: number): Promise<number> => {
  const until = performance.now() + milliseconds;
  let answered = 0;
  const one = async (): Promise<void> => {
    const asker = new Asker(new URL(url));
    while (performance.now() < until) {
      await asker.ask();
      answered++;
    }
    asker.close();
  };
  await Promise.all(Array.from({ length: connections }, one));
  return answered;
};

/** Milliseconds that each answer took, at a steady rate of requests, whether or not earlier ones were answered. */
export const latencies = async (url: string, perSecond: number, count: number): Promise<readonly number[]> => {
  const idle: Asker[] = [];
  const all: Asker[] = [];
  const one = async (): Promise<number> => {
    const asker = idle.pop() ?? all[all.push(new Asker(new URL(url))) - 1]!;
    const began = performance.now();
    await asker.ask();
    idle.push(asker);
    return performance.now() - began;
  };
  const running: Promise<number>[] = [];
  const began = performance.now();
  for (let sent = 0; sent < count; sent++) {
    const wait = began + (sent * 1_000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(one());
  }
  const taken = await Promise.all(running);
  for (const asker of all) asker.close();
  return taken.toSorted((a, b) => a - b);
};
