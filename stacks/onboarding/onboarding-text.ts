import type { CloudHost } from '../form-text.ts';
import type { Onboarding, OnboardingStep, OnboardingWay, SourceUrl } from './onboarding.ts';

const hostTitles: Readonly<Record<CloudHost, string>> = { aws: 'AWS', gcp: 'Google Cloud', azure: 'Azure' };

/**
 * The same as Markdown, which can be read as it is too.
 *
 * @param level of its heading
 */
export const onboardingText = (onboarding: Onboarding, level = 1): string => {
  const { gateway, host, profile, sources, ways } = onboarding;
  const heading = '#'.repeat(level);
  return [
    `${heading} Gateway ${gateway} on ${hostTitles[host]}: how the vendor calls it (profile ${profile})`,
    table(sources),
    needed(onboarding),
    ...ways.map((way) => wayText(way, `${heading}#`)),
  ].join('\n\n');
};

/** What the commands take for granted. The vendor sees no deployment: whoever deployed it sends what came out of it. */
const needed = ({ host, profile, sources, outputs }: Onboarding): string => {
  const isSigned = host === 'aws' && profile === 'platform';
  const hasOutputs = outputs.length > 0 || sources.some((source) => 'output' in source);
  const names = outputs.map((name) => `\`${name}\``).join(', ');
  return [
    `The commands are for a POSIX shell with curl${isSigned ? ' (7.75 or later, which signs for AWS)' : ''} and jq.`,
    ...(hasOutputs ? ['Outputs are values of the deployment, not secret, that whoever deployed it sends you.'] : []),
    ...(outputs.length > 0 ? [`The commands have these as variables: ${names}.`] : []),
  ].join(' ');
};

const table = (sources: readonly SourceUrl[]): string =>
  [
    '| source | URL: the variable `url` below |',
    '|---|---|',
    ...sources.map((source) => `| ${source.name} | ${'url' in source ? source.url : `output \`${source.output}\``} |`),
  ].join('\n');

const wayText = ({ who, sends, audience, steps }: OnboardingWay, heading: string): string =>
  [
    `${heading} ${who}`,
    `Each call carries ${sends}.${audience === undefined ? '' : ` Audience: \`${audience}\`.`}`,
    ...steps.map(stepText),
  ].join('\n\n');

const stepText = ({ title, commands }: OnboardingStep, index: number): string => {
  const numbered = `${index + 1}. ${title}${title.endsWith('.') ? '' : '.'}`;
  if (commands.length === 0) return numbered;
  const code = ['```sh', ...commands, '```'].join('\n').replaceAll(/^(?=.)/gm, '   ');
  return `${numbered}\n\n${code}`;
};
