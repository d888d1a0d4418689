import { authenticationGuide } from '../authentication/guide/authentication-guide.ts';
import type { GuideStep, GuideSubject } from '../guide.ts';
import type { DefinedSource } from './defined-source.ts';

/** What the source's administrator does: what only this kind of source needs, what to grant and why, and what its authentication needs. */
export const definedGuide = (source: DefinedSource, subject: GuideSubject): readonly GuideStep[] => [
  ...source.setup,
  ...permissionsStep(source),
  ...authenticationGuide(source.authentication, subject, new URL(source.api.server).hostname),
];

const permissionsStep = ({ permissions }: DefinedSource): readonly GuideStep[] => {
  const names = Object.keys(permissions);
  if (names.length === 0) return [];
  const width = Math.max(...names.map((name) => name.length));
  return [
    {
      title: 'Know what is to be granted',
      lines: [
        'These permissions, and no others; the steps below say where.',
        ...names.map((name) => `  ${name.padEnd(width)}  ${permissions[name]}`),
      ],
    },
  ];
};
