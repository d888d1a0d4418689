import type { Authentication } from '../authentication/authentication.ts';
import { resolveAuthentication } from '../authentication/resolve-authentication.ts';
import { authenticationOption } from '../authentication/written/authentication-option.ts';
import { filledJson } from '../definition/template.ts';
import type { Resolving } from './resolve-source.ts';

/** How the source is proved who calls: one of the definition's ways, or as the source itself says it. */
export const resolveWay = ({ definition, options, files, values }: Resolving): Authentication | undefined => {
  const { authentication: written, privateAddresses } = options;
  if (typeof written !== 'string') return resolveAuthentication(written, privateAddresses);
  const parsed = authenticationOption.safeParse(filledJson(definition.authentication[written]!.with, values));
  if (parsed.success) return resolveAuthentication(parsed.data, privateAddresses);
  const missing = Object.keys(definition.settings).filter((name) => !Object.hasOwn(values, name));
  files.report(
    'authentication',
    `can not be ${written} as this source is configured`,
    missing.length > 0 ? `It may need: ${missing.join(', ')}.` : 'Choose another way.',
  );
  return undefined;
};
