import { DeploymentError } from './deployment-error.ts';

/** `bi-users` becomes `biUsers`: the name of an output has letters and digits only, the same on every host. */
export const outputName = (name: string): string => name.replaceAll(/-+(.)?/g, (_, next = '') => next.toUpperCase());

/**
 * Checks that the outputs of all sources have different names.
 *
 * @throws DeploymentError `source-names-alike`
 */
export const checkOutputNames = (names: readonly string[]): void => {
  const seen = new Map<string, string>();
  for (const name of names) {
    const twin = seen.get(outputName(name));
    if (twin) {
      throw new DeploymentError(
        'source-names-alike',
        `Sources ${twin} and ${name} have the same name but for a hyphen, which outputs can not have. Rename one.`,
      );
    }
    seen.set(outputName(name), name);
  }
};
