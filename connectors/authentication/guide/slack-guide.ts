import type { GuideStep, GuideSubject } from '../../guide.ts';

/**
 * A token of a Slack app.
 *
 * @see https://docs.slack.dev/authentication/installing-with-oauth/
 */
export const slackStep = ({ gateway, source }: GuideSubject): GuideStep => ({
  title: 'Make a Slack app',
  lines: [
    `api.slack.com/apps: Create New App > From scratch: ${gateway}-${source}, in your workspace.`,
    'OAuth & Permissions > Scopes > Bot Token Scopes: those that the endpoints of this source need, to read only.',
    'Install to Workspace > Allow. An administrator of the workspace may have to approve it.',
    'Bot User OAuth Token (xoxb-…) is token. For endpoints that want one of a user: User OAuth Token (xoxp-…).',
  ],
});
