import type { GuideStep } from '../guide.ts';
import { isObject, type ObjectCloud, objectCloud } from '../location.ts';
import type { FileOptions } from './options.ts';

/** What whoever makes the files does. */
export const fileGuide = ({ files }: FileOptions): readonly GuideStep[] => {
  const paths = [...new Set(files.map(({ path }) => path))];
  const objects = Object.groupBy(paths.filter(isObject), (path) => objectCloud(path)!);
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
    ...Object.entries(objects).map(([cloud, of]) => objectsStep(cloud as ObjectCloud, of)),
  ];
};

/** What uploads a file as a whole. */
const uploads: Readonly<Record<ObjectCloud, (file: string, object: string) => string>> = {
  aws: (file, object) => `aws s3 cp ${file} ${object}`,
  gcp: (file, object) => `gcloud storage cp ${file} ${object}`,
  azure: (file, object) => `az storage blob upload --auth-mode login --overwrite --file ${file} --blob-url ${object}`,
};

/** What the deployment can not do, or not without whoever owns the object. */
const allowances: Readonly<Record<ObjectCloud, readonly string[]>> = {
  aws: [
    'The deployment lets the gate read these objects. A bucket of another account, or one with a key of its own, must allow it too:',
    's3:GetObject on the objects, and kms:Decrypt on the key.',
  ],
  gcp: [
    'The deployment lets the gate read these objects, if whoever deploys may set the IAM policy of the bucket, and it has uniform bucket-level',
    'access, without which no policy can name one object.',
  ],
  azure: ['The deployment lets the gate read these blobs, if whoever deploys may assign roles on the container.'],
};

const objectsStep = (cloud: ObjectCloud, objects: readonly string[]): GuideStep => ({
  title: 'Put the objects into their bucket',
  lines: [
    'Write each as a whole, with one upload, so that the gate never reads half of it:',
    ...objects.map((object) => `  ${uploads[cloud](object.slice(object.lastIndexOf('/') + 1), object)}`),
    ...allowances[cloud],
  ],
});

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
