import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FrameBuffer } from '../../lambda/imports/writer/frame-buffer.ts';
import { writerFor } from '../../lambda/imports/writer/writer-for.ts';
import { reportUsage } from './report-usage.ts';

// The floor: the writer alone into a socket, with no source, no gateway and no Fetch types between them.
const count = Number(process.argv[2]);
const server = createServer(async (request, response) => {
  const codec = request.headers['content-type']?.endsWith('json') ? 'json' : 'proto';
  const writer = writerFor(codec, 'v1alpha2', new FrameBuffer());
  for (let index = 0; index < count; index++) {
    writer.item({ kind: 'entity', id: `user-${index}`, name: `User number ${index}`, type: 'user' });
    if (writer.frames.position < 65_536) continue;
    if (!response.write(writer.frames.take())) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.write(writer.frames.take());
  response.end(Buffer.from([2, 0, 0, 0, 2, 0x7b, 0x7d]));
});
server.listen(0, '127.0.0.1', () => reportUsage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
