import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CommandError } from '../../../bin/exit-code.ts';
import { findEndpoint } from '../../../bin/preview/find-endpoint.ts';
import { parseShapes } from '../../../config/shapes/read-shapes.ts';
import { ProxyRefused } from '../../../lambda/proxy/admission/proxy-refused.ts';
import { root } from '../sallyport.ts';

const file = join(root, 'examples/helpdesk/helpdesk.shapes.yaml');
const api = parseShapes(readFileSync(file, 'utf8'), file);

const thrownBy = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

describe('the endpoint of', () => {
  test.each([
    ['GET', '/tickets', 'GET /tickets'],
    ['GET', '/tickets?status=open', 'GET /tickets'],
    ['GET', '/tickets/17', 'GET /tickets/{number}'],
    ['GET', '/tickets/{number}', 'GET /tickets/{number}'],
    ['POST', '/tickets/17/comments', 'POST /tickets/{number}/comments'],
    ['POST', '/tickets/{number}/comments', 'POST /tickets/{number}/comments'],
    ['GET', '/people/a%20b', 'GET /people/{id}'],
  ])('%s %s is %s', (method, target, name) => expect(findEndpoint(api, method, target).name).toBe(name));

  test('an API with only one needs no path', () => {
    expect(findEndpoint({ endpoints: [api.endpoints[3]!] }, 'GET').name).toBe('GET /tickets');
  });

  test.each([
    ['another path', 'GET', '/nope'],
    ['another method', 'DELETE', '/tickets'],
    ['no path', 'GET', undefined],
  ])('%s is none: what there is is listed', (_, method, target) => {
    const error = thrownBy(() => findEndpoint(api, method, target)) as CommandError;
    expect(error).toBeInstanceOf(CommandError);
    expect(error.exitCode).toBe(2);
    for (const { name } of api.endpoints) expect(error.message).toContain(`\n  ${name}`);
  });

  test('a long list is cut', () => {
    const endpoints = Array.from({ length: 1_000 }, (_, index) => ({
      ...api.endpoints[0]!,
      name: `GET /${index}`,
      path: `/${index}`,
    }));
    const { message } = thrownBy(() => findEndpoint({ endpoints }, 'GET', '/x')) as CommandError;
    expect(message.split('\n')).toHaveLength(23);
    expect(message).toContain('… and 980 more');
  });

  test.each(['tickets', '//tickets', '/tickets/../people', '/tickets#x', 'https://helpdesk.example.com/v2/tickets'])(
    '%s is what no source is asked for',
    (target) => {
      const error = thrownBy(() => findEndpoint(api, 'GET', target));
      expect(error instanceof ProxyRefused || error instanceof CommandError).toBe(true);
    },
  );
});
