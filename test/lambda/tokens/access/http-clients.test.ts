import { expect, test } from 'vitest';
import type { HttpOptions } from '../../../../lambda/platform/platform.ts';
import { httpClients } from '../../../../lambda/tokens/access/http-clients.ts';

const certificate = (name: string) => ({ certificate: `certificate ${name}`, privateKey: `key ${name}` });

const opened = () => {
  const made: HttpOptions[] = [];
  const http = (options: HttpOptions) => {
    made.push(options);
    return () => Promise.reject(new Error('nothing is sent here'));
  };
  return { made, clients: httpClients({ http }, ['10.0.0.0/8']) };
};

test('connections are kept, and no certificate uses those of another', () => {
  const { made, clients } = opened();
  const [plain, old, next] = [clients(), clients(certificate('old')), clients(certificate('next'))];
  expect(new Set([plain, old, next]).size).toBe(3);
  expect([clients(), clients(certificate('old')), clients(certificate('next'))]).toEqual([plain, old, next]);
  expect(clients({ ...certificate('old'), privateKey: 'another key' })).not.toBe(old);
  expect(made.slice(0, 3)).toEqual([
    { privateAddresses: ['10.0.0.0/8'] },
    { privateAddresses: ['10.0.0.0/8'], certificate: certificate('old') },
    { privateAddresses: ['10.0.0.0/8'], certificate: certificate('next') },
  ]);
});

test('those of certificates that are gone are not', () => {
  const { made, clients } = opened();
  for (const name of ['one', 'two', 'three']) clients(certificate(name));
  clients(certificate('three'));
  clients(certificate('two'));
  expect(made).toHaveLength(3);
  clients(certificate('one'));
  expect(made).toHaveLength(4);
});
