import { checkObjectCloud } from '../check-object-cloud.ts';
import { DeploymentError } from '../deployment-error.ts';

/** A condition of IAM that holds for some objects of one bucket. */
export interface ObjectCondition {
  readonly bucket: string;
  /** CEL. */
  readonly expression: string;
}

/** An expression has 12 logical operators at most (docs.cloud.google.com/iam/quotas), which stand between 13 comparisons. */
const comparisons = 13;

/**
 * The conditions under which a source may read exactly these objects. An account has 20 conditions of one role in a policy at most, so one
 * names several objects.
 *
 * @param objects `gs://bucket/object` each
 * @throws DeploymentError `object-malformed`
 */
export const objectConditions = (objects: readonly string[]): readonly ObjectCondition[] => {
  const byBucket = Object.groupBy(objects.map(parsed), ({ bucket }) => bucket);
  return Object.entries(byBucket).flatMap(([bucket, found = []]) =>
    inGroups(found).map((group) => ({
      bucket,
      expression: group.map(({ key }) => `resource.name == "${resourceName(bucket, key)}"`).join(' || '),
    })),
  );
};

/** The condition that holds for all objects of a bucket whose names begin so. */
export const prefixCondition = (bucket: string, prefix: string): string =>
  `resource.name.startsWith("${resourceName(bucket, prefix)}")`;

/** As docs.cloud.google.com/iam/docs/conditions-resource-attributes names an object. */
const resourceName = (bucket: string, key: string): string => `projects/_/buckets/${bucket}/objects/${key}`;

interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

/** What would end the text of a condition, or begin an expression of Terraform, is in no name that people give to a file. */
const parsed = (object: string): ObjectName => {
  checkObjectCloud(object, 'gcp');
  const [, bucket, key] = /^gs:\/\/([a-z0-9][a-z0-9._-]{1,220}[a-z0-9])\/([^"\\*?${}%[\]\r\n]+)$/.exec(object) ?? [];
  if (bucket && key) return { bucket, key };
  throw new DeploymentError(
    'object-malformed',
    `${object} does not name one object. Write gs://<bucket>/<object>, the object without " \\ * ? $ % and brackets.`,
  );
};

const inGroups = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / comparisons) }, (_, group) =>
    items.slice(group * comparisons, (group + 1) * comparisons),
  );
