import type { CloudHost } from '../form-text.ts';
import type { Onboarding, OnboardingStep, OnboardingWay, SourceUrl } from './onboarding.ts';

const hostTitles: Readonly<Record<CloudHost, string>> = { aws: 'AWS', gcp: 'Google Cloud', azure: 'Azure' };

/**
 * The same as Markdown, which can be read as it is too.
 *
 * @param level of its heading
 */
export const onboardingText = (onboarding: Onboarding, level = 1): string => {
  const { gateway, host, profile, sources, outputs, ways } = onboarding;
  const heading = '#'.repeat(level);
  return [
    `${heading} Gateway ${gateway} on ${hostTitles[host]}: how the vendor calls it (profile ${profile})`,
    table(sources),
    ...(outputs.length > 0
      ? [
          `The commands have these outputs of the deployment as variables: ${outputs.map((name) => `\`${name}\``).join(', ')}.`,
        ]
      : []),
    ...ways.map((way) => wayText(way, `${heading}#`)),
  ].join('\n\n');
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
