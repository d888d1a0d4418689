import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { ProjectService } from './google.ts';

/** The name of an API of Google Cloud without `.googleapis.com`, such as `run`. */
export type ApiName = string;

/**
 * Turns on APIs of the project, each once. What a resource needs it depends on, for a new project has none turned on.
 *
 * They stay on when the gateway goes: others in the project may use them.
 */
export const projectApis = (scope: Construct): ((name: ApiName) => ITerraformDependable) => {
  const enabled = new Map<ApiName, ITerraformDependable>();
  return (name) => {
    const known = enabled.get(name);
    if (known) return known;
    const api = new ProjectService(scope, `Api-${name}`, {
      service: `${name}.googleapis.com`,
      disableOnDestroy: false,
    });
    enabled.set(name, api);
    return api;
  };
};
