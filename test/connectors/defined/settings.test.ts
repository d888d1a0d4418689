import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../config/config-error.ts';
import { readDefinition } from '../../../connectors/definition/read-definition.ts';
import { connectorUnderTest } from '../catalog/support/connector-under-test.ts';

const definition = `
title: Rosters
about: People and teams.
documentation: [https://rosters.example/docs]
settings:
  host: { description: Host of the API., example: api.rosters.example, kind: host }
  teamList: { description: 'Name of the list of teams, if there is one.', example: teams, optional: true }
  other: { description: 'Host of the archive, if there is one.', example: archive.rosters.example, kind: host, optional: true }
  user: { description: 'Whom the gate acts for, if it has a key.', example: gate, optional: true }
server: https://\${host}
authentication:
  token: { about: A token., with: bearer }
  key: { about: A key. Needs user., needs: [user], with: { jwtBearer: { tokenUrl: 'https://\${host}/token', subject: '\${user}' } } }
rateLimits: { about: None. }
lists:
  people: { about: People., request: GET /people, items: [{ entity: { type: user, id: id } }] }
  teams:
    { about: Teams., optional: true, request: 'GET /lists/\${teamList}', items: [{ entity: { type: team, id: id } }] }
  archived:
    about: People who left.
    optional: true
    server: https://\${other}
    request: GET /lists/\${teamList}
    items: [{ entity: { type: user, id: id } }]
`;

const problemsOf = (settings: object, more: object = {}): readonly string[] => {
  try {
    connectorUnderTest({
      source: { connector: 'custom', definition: './rosters.yaml', settings, serve: ['import'], ...more },
      origins: {},
      files: { './rosters.yaml': definition },
    });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, what, remedy }) => `${path}: ${what} | ${remedy}`);
  }
};

const host = 'api.rosters.example';

describe('settings that a list needs', () => {
  test('are not asked for if it is not read', () => {
    expect(problemsOf({ host })).toEqual([]);
  });

  test('are asked for if it is', () => {
    expect(problemsOf({ host }, { read: ['people', 'teams', 'archived'] })).toEqual([
      'sources.source.read: names teams, which needs teamList | Add teamList, or leave teams out.',
      'sources.source.read: names archived, which needs teamList, other | Add teamList, other, or leave archived out.',
    ]);
  });

  test('are enough', () => {
    const settings = { host, teamList: 'all', other: 'archive.rosters.example' };
    expect(problemsOf(settings, { read: ['people', 'teams', 'archived'] })).toEqual([]);
  });
});

describe('settings that a way of authentication needs', () => {
  test('are not asked for if it is not chosen', () => {
    expect(problemsOf({ host }, { authentication: 'token' })).toEqual([]);
  });

  test('are asked for if it is', () => {
    expect(problemsOf({ host }, { authentication: 'key' })).toEqual([
      'sources.source.authentication: can not be key without user | Add user, or choose another way.',
    ]);
  });

  test('are enough', () => {
    expect(problemsOf({ host, user: 'gate' }, { authentication: 'key' })).toEqual([]);
  });

  test('are optional ones', () => {
    const { problems } = readDefinition(definition.replace('[user]', '[host, users]'), 'rosters.yaml', 'rosters');
    expect(problems.map(({ path, what }) => `${path} ${what}`)).toEqual([
      'authentication.key.needs[0] is no optional setting',
      'authentication.key.needs[1] is no optional setting',
    ]);
  });
});
