import { expect, test } from 'vitest';
import type { Shape } from '../../../config/shapes/shape.ts';
import { endpointsNamed } from '../../../connectors/definition/endpoints-named.ts';

const number: Shape = { type: 'integer' };
const slug: Shape = { type: 'string', treatment: 'pseudonym-reversible' };

test('an endpoint has its name', () => {
  const endpoint = { variables: { slug, other: number } };
  expect(endpointsNamed('GET /teams/{slug}', [], endpoint)).toStrictEqual([['GET /teams/{slug}', endpoint]]);
});

test('each other path is an endpoint of the same method, with the variables that are its own', () => {
  const query = { page: number };
  const variables = { slug, organization: number, team: number };
  expect(
    endpointsNamed('GET /orgs/acme/teams/{slug}', ['/organizations/{organization}/team/{team}'], { query, variables }),
  ).toStrictEqual([
    ['GET /orgs/acme/teams/{slug}', { query, variables: { slug } }],
    ['GET /organizations/{organization}/team/{team}', { query, variables: { organization: number, team: number } }],
  ]);
});

test('a variable of no path stays, so that it is told', () => {
  const variables = { slag: slug, team: number };
  expect(endpointsNamed('GET /teams/{slug}', ['/team/{team}'], { variables })).toStrictEqual([
    ['GET /teams/{slug}', { variables: { slag: slug } }],
    ['GET /team/{team}', { variables: { team: number } }],
  ]);
});

test('without shapes of variables, all paths are the same', () => {
  expect(endpointsNamed('POST /teams', ['/groups'], {})).toStrictEqual([
    ['POST /teams', {}],
    ['POST /groups', {}],
  ]);
});
