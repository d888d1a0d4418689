import { randomUUID } from 'node:crypto';
import { localRelay } from '../../../../lambda/platform/local/local-relay.ts';
import { openAuthority } from '../../../../lambda/relay/authority/open-authority.ts';
import { publicKeyText } from '../../../../lambda/relay/authority/public-key-text.ts';
import { enrolAgent, keyHash } from '../../../../lambda/relay/registry/enrol-agent.ts';
import { spendCode } from '../../../../lambda/relay/registry/spend-code.ts';
import { newIncarnation, newKey } from '../routes/relay-world.ts';

/** One of several processes that all want in with the same code: says which agent it became, or the code of its refusal. */
const [directory = '', code = '', rounds = '1'] = process.argv.slice(2);
const { registry, authority } = localRelay(directory, 'acme');
const { fingerprint } = await openAuthority({ gateway: 'acme', keys: authority, now: Date.now });

const enter = async (): Promise<string> => {
  const publicKey = publicKeyText(newKey().publicKey);
  const now = Date.now();
  try {
    const admission = await spendCode(registry, code, { key: keyHash({ publicKey }), now });
    const known = { thumbprint: newIncarnation(), publicKey, beginsAt: now, endsAt: now + 1_000_000 };
    const { agent, slot } = await enrolAgent({ registry, maximum: 16, now, unique: randomUUID }, admission, known);
    return `${agent} ${slot}`;
  } catch (thrown) {
    return String((thrown as { code?: string }).code);
  }
};

const entered: string[] = [];
for (let round = 0; round < Number(rounds); round++) entered.push(await enter());
process.stdout.write(JSON.stringify({ fingerprint, entered }));
