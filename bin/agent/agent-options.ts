import { InvalidArgumentError, Option } from 'commander';

const isWindows = process.platform === 'win32';
const programData = process.env['ProgramData'] ?? 'C:\\ProgramData';

/** Where an agent's key and certificate are, if nothing else is said. */
export const defaultFolder = isWindows ? `${programData}\\sallyport-agent` : '/var/lib/sallyport-agent';

/** Where the file is that says what an agent may reach, if nothing else is said. */
const defaultPolicy = isWindows ? `${programData}\\sallyport-agent\\agent.yaml` : '/etc/sallyport-agent/agent.yaml';

/** `--folder`: of the agent's key, certificate and status. */
export const folderOption = (): Option =>
  new Option('--folder <folder>', "the agent's own folder, with its key and certificate")
    .env('SALLYPORT_AGENT_FOLDER')
    .default(defaultFolder);

/** `--config`: the agent's own file. */
export const policyOption = (): Option =>
  new Option('-c, --config <file>', 'the file that says what the gate may reach through this agent')
    .env('SALLYPORT_AGENT_CONFIG')
    .default(defaultPolicy);

/** `--ca`: whom to trust on the way to the gate and the cloud. */
export const authorityOption = (): Option =>
  new Option(
    '--ca <file>',
    'certificates (PEM) to trust towards the gate and the cloud, beside those of Node and NODE_EXTRA_CA_CERTS; `system`: those of the operating system',
  ).env('SALLYPORT_AGENT_CA');

const isLoopback = ({ hostname }: URL): boolean => /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(hostname);

/** The URL of a relay, without a slash at its end. */
export const relayUrl = (text: string): string => {
  const url = URL.parse(text);
  if (url?.search !== '' || url.hash !== '' || url.username !== '') {
    throw new InvalidArgumentError('Write the URL that the deployment told: https://…');
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
    throw new InvalidArgumentError('It begins with https://; http:// is for a gate on this machine alone.');
  }
  return url.href.replace(/\/+$/, '');
};

/** `--gateway`: where the relay is. */
export const gatewayOption = (): Option =>
  new Option('--gateway <url>', "the URL of the gateway's relay, which its deployment told").argParser(relayUrl);

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Seconds in `90s`, `30m`, `1h` or `2d`. */
export const lifetime = (text: string): number => {
  const [, digits, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = Number(digits) * (units[unit ?? ''] ?? Number.NaN);
  if (seconds >= 60 && seconds <= 7 * 86_400) return seconds;
  throw new InvalidArgumentError('Write 30m, 1h or 2d: from a minute to 7 days.');
};

/** How many agents a code enrols. */
export const uses = (text: string): number => {
  const value = Number(text);
  if (/^\d{1,2}$/.test(text) && value >= 1 && value <= 16) return value;
  throw new InvalidArgumentError('Write a number from 1 to 16.');
};
