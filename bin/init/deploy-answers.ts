import type { CloudHost } from '../../stacks/form-text.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { Interview } from '../terminal/interview.ts';
import { cloudHosts, deployFields } from './deploy-fields.ts';

/** What options say of where to deploy. */
export interface GivenDeploy {
  readonly host?: string | undefined;
  /** By the options of `deployFields`: `project-number`. */
  readonly fields: Readonly<Record<string, string>>;
}

/** One cloud, as it stands under `deploy:`. */
export interface DeployAnswers {
  readonly host: CloudHost;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Asks which cloud it is deployed to, and where there.
 *
 * @returns `undefined` if it is for this machine alone
 * @throws CommandError if options are about another cloud
 */
export const deployAnswers = async (interview: Interview, given: GivenDeploy): Promise<DeployAnswers | undefined> => {
  const host = givenHost(given) ?? (await askHost(interview, given.host));
  if (host === '') return undefined;
  const fields: Record<string, string> = {};
  for (const { field, option, question } of deployFields.filter((each) => each.host === host))
    fields[field] = await interview.ask(question, given.fields[option]);
  return { host, fields };
};

/** Each cloud has words of its own; the region is one of Google Cloud if it is written as theirs are (europe-west1, not eu-west-1). */
const givenHost = ({ host, fields }: GivenDeploy): CloudHost | undefined => {
  const options = Object.keys(fields);
  if (options.length === 0) return undefined;
  const fitting = cloudHosts.filter(
    (each) => (host === undefined || each === host) && options.every((option) => fieldFor(each, option)),
  );
  if (fitting.length === 0) throw mixed(options, host);
  const { region = '' } = fields;
  return fitting.find((each) => fieldFor(each, 'region')?.question.check(region) === undefined) ?? fitting[0];
};

const fieldFor = (host: CloudHost, option: string) =>
  deployFields.find((each) => each.host === host && each.option === option);

const mixed = (options: readonly string[], host: string | undefined): CommandError => {
  const said = [...(host === undefined ? [] : [`--host ${host}`]), ...options.map((option) => `--${option}`)];
  const takes = cloudHosts.map((each) => {
    const own = deployFields.filter((field) => field.host === each).map(({ option }) => `--${option}`);
    return `\n  ${each.padEnd(5)} ${own.join(' ')}`;
  });
  return new CommandError(
    exitCode.usage,
    `${said.join(' and ')} are not of one cloud. Name one; another is added to the file later. What they take:${takes.join('')}`,
  );
};

const askHost = async (interview: Interview, given: string | undefined): Promise<CloudHost | ''> => {
  const answer = await interview.ask(
    {
      name: 'host',
      option: '--host aws',
      about: [
        'The cloud to deploy to. It can be added later: this machine needs none.',
        '  aws    Lambda, by the AWS CDK',
        '  gcp    Cloud Run, by Terraform or OpenTofu',
        '  azure  Container Apps, by Terraform or OpenTofu',
      ].join('\n'),
      initial: '',
      example: 'aws',
      check: (host) =>
        cloudHosts.some((each) => each === host) ? undefined : `must be one of ${cloudHosts.join(', ')}`,
    },
    given,
  );
  return answer as CloudHost | '';
};
