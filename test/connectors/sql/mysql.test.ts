import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { sql } from '../../../connectors/sql.ts';
import { importContext } from '../support/import-context.ts';
import { errorOf } from '../support/read-all.ts';

const u24 = (value: number): readonly number[] => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff];
const packet = (sequence: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([...u24(body.length), sequence]), body]);

/** What a server begins with: version 10 of the protocol, log-in by mysql_native_password, all that a client may want (local files too). */
const greeting = packet(
  0,
  Buffer.concat([
    Buffer.from([10]),
    Buffer.from('8.0.0-rogue\0'),
    Buffer.from([1, 0, 0, 0]),
    Buffer.from('12345678\0'),
    Buffer.from([0xff, 0xf7, 45, 2, 0, 0xff, 0x81, 21, ...Array(10).fill(0)]),
    Buffer.from('123456789012\0mysql_native_password\0'),
  ]),
);
const ok = (sequence: number): Buffer => packet(sequence, Buffer.from([0, 0, 0, 2, 0, 0, 0]));

/** A server that answers the first question with: send me this file. */
const askingFor = (file: string, received: Buffer[]) =>
  createServer((socket: Socket) => {
    let messages = 0;
    socket.on('error', () => {});
    socket.on('data', (data) => {
      received.push(data);
      messages++;
      if (messages === 1) socket.write(ok(2));
      else if (messages === 2) socket.write(packet(1, Buffer.concat([Buffer.from([0xfb]), Buffer.from(file)])));
      else socket.end(ok(3));
    });
    socket.write(greeting);
  }).listen(0, '127.0.0.1');

const received: Buffer[] = [];
const rogue = askingFor(import.meta.filename, received);
afterAll(() => rogue.close());

test('a server that asks for a file of this machine gets none', async () => {
  if (!rogue.listening) await once(rogue, 'listening');
  const { port } = rogue.address() as { port: number };
  const mysql = { host: '127.0.0.1', port, database: 'hr', tls: 'disable' };
  const raw = { database: { mysql }, queries: [{ query: 'select 1 as id', entity: { type: 'row', id: 'id' } }] };
  const context = importContext({ secret: async () => ({ user: 'reader', password: 'x' }) });
  expect(await errorOf(sql, raw, context)).toMatchObject({ name: 'SourceError' });
  expect(received.length).toBeGreaterThan(1);
  // What the client says that it can: local files are bit 7 of the first byte.
  expect(received[0]![4]! & 0x80).toBe(0);
  expect(Buffer.concat(received).includes('a server that asks for a file')).toBe(false);
});

test('a server without TLS is told no password', async () => {
  const heard: Buffer[] = [];
  const plain = askingFor('/etc/passwd', heard);
  await once(plain, 'listening');
  const { port } = plain.address() as { port: number };
  const mysql = { host: 'localhost', port, database: 'hr' };
  const raw = { database: { mysql }, queries: [{ query: 'select 1 as id', entity: { type: 'row', id: 'id' } }] };
  const context = importContext({ secret: async () => ({ user: 'reader', password: 'x' }) });
  expect(await errorOf(sql, raw, context)).toMatchObject({
    code: 'source-unreachable',
    detail: { code: 'HANDSHAKE_NO_SSL_SUPPORT' },
  });
  expect(heard).toEqual([]);
  plain.close();
});
