import { jsonLog } from '../platform/log.ts';
import { startHttpServer } from './http-server.ts';

const log = jsonLog((line) => process.stdout.write(line), Date.now);

const server = await startHttpServer({
  hostname: '::',
  port: Number(process.env['PORT'] ?? 8080),
  handler: () => Response.json({ status: 'up' }, { headers: { 'cache-control': 'no-store' } }),
});
log.info('server.started', { port: server.port });
