import type { GuideStep, GuideSubject } from '../../guide.ts';
import { allAlternatives } from '../alternatives-of.ts';
import type { Authentication } from '../authentication.ts';
import { schemeGuide } from './scheme-guide.ts';
import { secretStep } from './secret-step.ts';

/**
 * What the administrator of a source does so that the gate can prove itself: the steps of each scheme, then the secret, then a check.
 * No steps for a source that asks for nothing.
 *
 * @param host that of the source, by which some vendors are known
 */
export const authenticationGuide = (
  authentication: Authentication,
  subject: GuideSubject,
  host: string,
): readonly GuideStep[] => {
  const names = [...new Set(allAlternatives(authentication).flat(2))];
  if (names.length === 0) return [];
  const isOne = names.length === 1;
  const steps = names.flatMap((name) =>
    schemeGuide(authentication.schemes[name]!, subject, host).map(({ title, lines }) => ({
      title: isOne ? title : `${name}: ${title}`,
      lines,
    })),
  );
  return [
    ...choiceStep(authentication),
    ...steps,
    ...secretStep(authentication, subject),
    ...connectStep(authentication, subject),
    { title: 'Check it', lines: [`  sallyport secrets check ${subject.source}`] },
  ];
};

/** Where there is a choice, the steps of one alternative are enough. */
const choiceStep = (authentication: Authentication): readonly GuideStep[] => {
  const choices = allAlternatives(authentication).filter((alternatives) => alternatives.length > 1);
  if (choices.length === 0) return [];
  const printed = choices.map((alternatives) =>
    alternatives.map((names) => names.join(' and ') || 'nothing').join(', or '),
  );
  return [
    {
      title: 'Choose a way',
      lines: [
        'The source takes several. Follow the steps of one; the gate takes the first that is entered completely.',
        ...[...new Set(printed)].map((line) => `  ${line}`),
      ],
    },
  ];
};

const connectStep = ({ schemes }: Authentication, { source }: GuideSubject): readonly GuideStep[] => {
  const names = Object.keys(schemes).filter((name) => {
    const scheme = schemes[name]!;
    return scheme.kind === 'token' && scheme.grant.type === 'authorizationCode';
  });
  if (names.length === 0) return [];
  const option = (name: string): string => (names.length > 1 ? ` --scheme ${name}` : '');
  return [
    {
      title: 'Sign in once',
      lines: [
        'As a user of its own for the gate, who may read no more than is needed:',
        ...names.map((name) => `  sallyport connect ${source}${option(name)}`),
        'On a machine without a browser: --device, where the server can do that, or --no-browser.',
      ],
    },
  ];
};
