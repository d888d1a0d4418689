import { request } from 'node:http';

/** What came over the wire. */
export interface FrameCount {
  readonly frames: number;
  readonly bytes: number;
  readonly seconds: number;
}

const gatewayRequest = Buffer.from('{"version":"v1.0.0"}');
const binaryRequest = Buffer.from('1a0676312e302e30', 'hex');

/** Counts frames in chunks as they come, without decoding them: the client must not be what is measured. */
export class FrameScanner {
  frames = 0;
  bytes = 0;
  #skip = 0;
  #header: number[] = [];

  scan(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    let position = 0;
    while (position < chunk.length) {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, chunk.length - position);
        this.#skip -= step;
        position += step;
        continue;
      }
      if (this.#header.length === 0 && position + 5 <= chunk.length) {
        this.#skip =
          ((chunk[position + 1]! << 24) |
            (chunk[position + 2]! << 16) |
            (chunk[position + 3]! << 8) |
            chunk[position + 4]!) >>>
          0;
        position += 5;
        this.frames++;
        continue;
      }
      this.#header.push(chunk[position++]!);
      if (this.#header.length < 5) continue;
      this.#skip = Buffer.from(this.#header).readUInt32BE(1);
      this.#header = [];
      this.frames++;
    }
  }
}

/** Pulls an import once and counts its frames, the last one included. */
export const countFrames = (url: string, codec: 'json' | 'proto', token?: string): Promise<FrameCount> =>
  new Promise((resolve, reject) => {
    const message = codec === 'json' ? gatewayRequest : binaryRequest;
    const header = Buffer.from([0, 0, 0, 0, message.length]);
    const began = performance.now();
    const headers = {
      'content-type': `application/connect+${codec}`,
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const path = `${url}/elimity.insights.customgateway.v1alpha2.Service/PerformImport`;
    const call = request(path, { method: 'POST', headers }, (response) => {
      const scanner = new FrameScanner();
      response.on('data', (chunk: Uint8Array) => scanner.scan(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const seconds = (performance.now() - began) / 1_000;
        if (response.statusCode !== 200) return reject(new Error(`the server answered ${response.statusCode}`));
        resolve({ frames: scanner.frames, bytes: scanner.bytes, seconds });
      });
    });
    call.on('error', reject);
    call.end(Buffer.concat([header, message]));
  });
