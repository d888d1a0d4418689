/**
 * The environment of the one container of a service, as Cloud Run and Container Apps describe it: names with values. What has no value there
 * is a reference to a secret, and none of ours.
 *
 * @param text JSON
 * @param containers where they are in it
 */
export const environmentIn = (
  text: string,
  containers: (description: Record<string, Record<string, unknown>>) => unknown,
): Readonly<Record<string, string | undefined>> => {
  const [container] = [containers(JSON.parse(text))].flat() as ({ env?: Variable[] } | undefined)[];
  return Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));
};

interface Variable {
  readonly name: string;
  readonly value?: string;
}
