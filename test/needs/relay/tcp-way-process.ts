import { tcpWay } from './tcp-way.ts';

/** Carries ports of one host to the same ports of another: `{ to, from, ports }` in `TCP_WAYS`. Says when it does. */
const { to, from, ports } = JSON.parse(process.env['TCP_WAYS']!) as {
  readonly to: string;
  readonly from: string;
  readonly ports: readonly number[];
};
for (const port of ports) await tcpWay({ host: to, port }, { host: from, port });
process.stdout.write('ready\n');
