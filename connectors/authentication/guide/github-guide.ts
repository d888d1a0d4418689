import type { GuideStep, GuideSubject } from '../../guide.ts';
import type { GitHubAppGrant } from '../grant.ts';

/**
 * A GitHub App, and its installation.
 *
 * @see https://docs.github.com/en/apps/creating-github-apps/registering-a-github-app/registering-a-github-app
 * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/managing-private-keys-for-github-apps
 * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 * @see https://docs.github.com/en/apps/using-github-apps/installing-your-own-github-app
 */
export const gitHubGuide = (grant: GitHubAppGrant, { gateway, source }: GuideSubject): readonly GuideStep[] => {
  const owner = 'organization' in grant.installation ? grant.installation.organization : 'your organization';
  const host = grant.api === 'https://api.github.com' ? 'github.com' : new URL(grant.api).host;
  return [
    {
      title: 'Register a GitHub App',
      lines: [
        `${host}, as an owner of ${owner}: Settings of the organization > Developer settings > GitHub Apps > New GitHub App.`,
        `GitHub App name: ${gateway}-${source} (one that nobody else has). Homepage URL: any of yours.`,
        'Webhook: clear Active.',
        'Permissions:',
        ...permissionLines(grant),
        'Where can this GitHub App be installed: Only on this account.',
        'On its page General: Client ID, or App ID, is app_id.',
      ],
    },
    {
      title: 'Generate a private key',
      lines: [
        'On the same page: Private keys > Generate a private key. A .pem file is downloaded: that is private_key.',
      ],
    },
    {
      title: 'Install the app',
      lines: [
        `Install App > ${owner} > Install. All repositories, or those that the vendor may know of.`,
        ...('id' in grant.installation
          ? [`The number at the end of the address of the installation must be ${grant.installation.id}.`]
          : []),
      ],
    },
  ];
};

const permissionLines = ({ permissions }: GitHubAppGrant): readonly string[] =>
  permissions === undefined
    ? ['  those that the endpoints of this source need, each Read-only']
    : Object.entries(permissions).map(([name, access]) => `  ${name}: ${access}`);
