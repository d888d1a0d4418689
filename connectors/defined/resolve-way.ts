import type { Authentication } from '../authentication/authentication.ts';
import { resolveAuthentication } from '../authentication/resolve-authentication.ts';
import { authenticationOption } from '../authentication/written/authentication-option.ts';
import { filledJson } from '../definition/template.ts';
import type { Resolving } from './resolve-source.ts';

/** How the source is proved who calls: one of the definition's ways, or as the source itself says it. */
export const resolveWay = ({ definition, options, files, values }: Resolving): Authentication | undefined => {
  const { authentication: written, privateAddresses } = options;
  if (typeof written !== 'string') return resolveAuthentication(written, privateAddresses);
  const { with: way, needs = [] } = definition.authentication[written]!;
  const isMissing = (name: string) => !Object.hasOwn(values, name);
  const needed = needs.filter(isMissing);
  if (needed.length > 0) {
    const names = needed.join(', ');
    files.report('authentication', `can not be ${written} without ${names}`, `Add ${names}, or choose another way.`);
    return undefined;
  }
  const parsed = authenticationOption.safeParse(filledJson(way, values));
  if (parsed.success) return resolveAuthentication(parsed.data, privateAddresses);
  const missing = Object.keys(definition.settings).filter(isMissing);
  files.report(
    'authentication',
    `can not be ${written} as this source is configured`,
    missing.length > 0 ? `It may need: ${missing.join(', ')}.` : 'Choose another way.',
  );
  return undefined;
};
