import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';

/** A source for the relay's bench: `/<bytes>/<milliseconds>` answers so many bytes after so long. */
const piece = Buffer.alloc(65_536, 'a');

function* pieces(bytes: number) {
  for (let left = bytes; left > 0; left -= piece.length) yield piece.subarray(0, left);
}

const server = createServer((request, response) => {
  request.resume();
  const [, bytes = '0', milliseconds = '0'] = request.url!.split('/');
  const answer = () => pipeline(Readable.from(pieces(Number(bytes))), response, () => undefined);
  if (milliseconds === '0') answer();
  else setTimeout(answer, Number(milliseconds));
});
server.listen(0, '127.0.0.1', () =>
  process.send!({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
);
