/**
 * What is known of systems' addresses by IPv6, by the end of their names: whether they have any. Looked at in November 2026; a system that
 * is not here may have some or none: `dig AAAA <host>` says.
 */
const known: readonly (readonly [domain: string, hasIpv6: boolean])[] = [
  // learn.microsoft.com/troubleshoot/entra/entra-id/app-integration/azure-ad-ipv6-support
  ['login.microsoftonline.com', true],
  ['graph.microsoft.com', true],
  // developers.google.com/workspace: all of its APIs are below it
  ['googleapis.com', true],
  ['accounts.google.com', true],
  // github.com/orgs/community/discussions/10539
  ['github.com', false],
  ['slack.com', false],
  ['zoom.us', false],
  ['salesforce.com', false],
  ['force.com', false],
  ['okta.com', false],
  ['oktapreview.com', false],
];

/**
 * Whether a host has addresses by IPv6, so that a gateway in a network that lets out by IPv6 alone can reach it.
 *
 * @param host `host` or `host:port`
 * @returns `undefined` if that is not known
 * @example hasIpv6('acme.okta.com') // false
 */
export const hasIpv6 = (host: string): boolean | undefined => {
  if (host.startsWith('[')) return true;
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (/^\d+(\.\d+){3}$/.test(name)) return false;
  return known.find(([domain]) => name === domain || name.endsWith(`.${domain}`))?.[1];
};
