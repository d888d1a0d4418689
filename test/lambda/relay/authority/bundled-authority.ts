import { openAuthority } from '../../../../lambda/relay/authority/open-authority.ts';

/** Issues a certificate for the request that it is started with, as the relay's function does. */
let text: string | undefined;
const keys = { readOrCreate: async (make: () => string) => (text ??= make()) };
const authority = await openAuthority({ gateway: 'acme', keys, now: Date.now });
const { requestedKey } = await import('../../../../lambda/relay/authority/requested-key.ts');
const { issueCertificate } = await import('../../../../lambda/relay/authority/issue-certificate.ts');
const key = await requestedKey(process.argv[2] ?? '');
const options = { authority, gateway: 'acme', agent: 'berlin', key, days: 1, now: Date.now() };
process.stdout.write((await issueCertificate(options)).certificate);
