import type { GuideStep } from '../guide.ts';
import { isObject } from '../location.ts';
import type { FileOptions } from './options.ts';

/** What whoever makes the files does. */
export const fileGuide = ({ files }: FileOptions): readonly GuideStep[] => {
  const paths = [...new Set(files.map(({ path }) => path))];
  const objects = paths.filter(isObject);
  const local = paths.filter((path) => !isObject(path));
  return [
    ...(local.length > 0
      ? [
          {
            title: 'Provide the files',
            lines: [
              'Below the folder of the configuration. They travel with the gate: deploy it again when they change.',
              ...indented(local),
            ],
          },
        ]
      : []),
    ...(objects.length > 0 ? [objectsStep(objects)] : []),
  ];
};

const objectsStep = (objects: readonly string[]): GuideStep => ({
  title: 'Put the objects into their bucket',
  lines: [
    'Write each as a whole, with one upload, so that the gate never reads half of it:',
    ...objects.map((object) => `  aws s3 cp ${object.slice(object.lastIndexOf('/') + 1)} ${object}`),
    'The deployment lets the gate read these objects. A bucket of another account, or one with a key of its own, must allow it too:',
    's3:GetObject on the objects, and kms:Decrypt on the key.',
  ],
});

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
