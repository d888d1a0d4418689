import { describeDrift, type Held, typesOf } from './describe-drift.ts';
import { dropboxTypes } from './dropbox-types.ts';
import { googleTypes } from './google-types.ts';
import { graphTypes } from './graph-types.ts';
import { type OpenApi, openApiDrift } from './openapi-drift.ts';
import { packageText } from './package-file.ts';
import { slackTypes } from './slack-types.ts';

/** Enterprise Cloud has all that GitHub has, and the audit log. */
const github: Held['drift'] = (requests) => {
  const document = JSON.parse(packageText('@octokit/openapi', 'generated/ghec.json')) as OpenApi;
  return openApiDrift(requests, document, 'https://api.github.com');
};

describeDrift({
  connector: 'github',
  drift: github,
  known: {
    'endpoints: GET /repos/${organization}/{repo}/issues: ?after': 'addresses of next pages have it',
    'lists: profiles: suspended_at': 'of Enterprise Server',
  },
});

describeDrift({
  connector: 'slack',
  drift: typesOf(() => slackTypes),
  known: {
    'endpoints: GET /discovery.': 'the Discovery API is described for its partners only',
    'endpoints: GET /admin.analytics.getFile: ': 'a file of lines of JSON, which a page of its own describes',
    'endpoints: GET /users.list: members[].teams': 'of Enterprise organizations; types are made from samples',
    'endpoints: GET /conversations.list: channels[].team': 'of Enterprise organizations; types are made from samples',
  },
});

describeDrift({
  connector: 'google-workspace',
  drift: typesOf(googleTypes),
  known: {
    'endpoints: GET /v1/spaces/{space}/members: memberships[].member.email': 'documented; newer than the package',
  },
});

describeDrift({ connector: 'dropbox', drift: typesOf(() => dropboxTypes), known: {} });

describeDrift({ connector: 'entra-id', drift: typesOf(() => graphTypes), known: {} });

describeDrift({
  connector: 'microsoft-365',
  drift: typesOf(() => graphTypes),
  known: {
    'endpoints: GET /reports/': 'reports are in no types',
    'endpoints: GET /users/{user}/mailboxSettings: userPurpose.value': 'documented so; types say a text',
  },
});
