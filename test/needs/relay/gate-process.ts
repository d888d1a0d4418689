import { localRelay } from '../../../lambda/platform/local/local-relay.ts';
import { askAgents } from '../../../lambda/relay/gate/ask-agents.ts';
import { answerTo } from './answer-to.ts';

/** A gate that asks for one thing, and is killed. What it is to ask for is `<method> <url>` in `RELAY_ASK`; it says when it reads. */
const [method = '', url = ''] = process.env['RELAY_ASK']!.split(' ');
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const ask = askAgents({
  gateway: 'acme',
  places: localRelay(process.env['RELAY_FOLDER']!, 'acme'),
  log: silent,
  now: Date.now,
  random: Math.random,
});
await answerTo(ask, url, method, () => process.stdout.write('read\n'));
