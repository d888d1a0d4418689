import { beforeAll } from 'vitest';
import { describeDrift, typesOf } from '../../connectors/drift/describe-drift.ts';
import { atlassianTypes } from './atlassian-types.ts';
import { oktaTypes } from './okta-types.ts';
import { demandPackages } from './published.ts';
import { stainlessTypes } from './stainless-types.ts';

beforeAll(demandPackages);

describeDrift({
  connector: 'okta',
  drift: typesOf(oktaTypes),
  known: {
    'endpoints: GET /apps: [].name': 'of each kind of application; types say what they have in common',
    'lists: applications: [].name': 'the same',
  },
});

describeDrift({
  connector: 'jira',
  drift: typesOf(() => atlassianTypes('jira.js', ['dist/cloud/api'], 'https://api.atlassian.com/ex/jira/{cloudId}')),
  known: {
    'endpoints: GET /rest/api/3/user/bulk': 'documented by Atlassian; not in the package',
    'endpoints: GET /rest/api/3/group/bulk': 'documented by Atlassian; not in the package',
    'lists: groups': 'the same',
  },
});

describeDrift({
  connector: 'confluence',
  drift: typesOf(() =>
    atlassianTypes(
      'confluence.js',
      ['dist/v1/api', 'dist/v2/api'],
      'https://api.atlassian.com/ex/confluence/{cloudId}',
    ),
  ),
  known: {},
});

describeDrift({
  connector: 'openai',
  drift: typesOf(() => stainlessTypes('openai', 'resources/admin', 'https://api.openai.com/v1')),
  known: {
    'endpoints: GET /organization/users: first_id': 'documented, of each list; the client has no use for it',
    'endpoints: GET /organization/projects: first_id': 'the same',
    'endpoints: GET /organization/projects/{project_id}/users: first_id': 'the same',
    'endpoints: GET /organization/audit_logs: first_id': 'the same',
  },
});

describeDrift({
  connector: 'anthropic',
  drift: typesOf(() => stainlessTypes('@anthropic-ai/sdk', 'resources', 'https://api.anthropic.com')),
  known: {
    'endpoints: GET /organizations/usage_report/': 'documented; not in the client',
    'endpoints: GET /organizations/cost_report': 'documented; not in the client',
  },
});
