import * as z from 'zod';
import type { ApiLimits } from '../../config/shapes/api.ts';
import {
  authenticationOption,
  authenticationPurpose,
  type WrittenSchemes,
} from '../authentication/written/authentication-option.ts';
import { privateRanges } from '../authentication/written/private-ranges.ts';
import type { AttributeDefinition, Definition } from '../definition/definition.ts';
import { attributeDefinition } from '../definition/mapping-schema.ts';
import { settingOption } from '../definition/setting-option.ts';
import { localPath } from '../location.ts';
import { attributeId, type InvalidRowPolicy, onInvalidRow } from '../mapping/mapping.ts';
import { limitsOption } from '../openapi/limits-option.ts';
import { localServerProblem } from '../openapi/server-url.ts';

/** The options of a source of a defined connector, as its schema gives them. The settings of its definition stand beside these. */
export interface DefinedOptions {
  /** The name of a way of the definition, or one of the source's own. */
  readonly authentication: string | WrittenSchemes;
  readonly read?: readonly string[] | undefined;
  readonly attributes?: Readonly<Record<string, Readonly<Record<string, AttributeDefinition>>>> | undefined;
  readonly onInvalidRow?: InvalidRowPolicy | undefined;
  readonly endpoints?: readonly string[] | undefined;
  readonly shapes?: string | undefined;
  readonly localServer?: string | undefined;
  readonly privateAddresses: readonly string[];
  readonly limits: ApiLimits;
}

/**
 * The settings of a source of a defined connector: those of the definition, flat, and what all of them have.
 *
 * @example definedOptions(definition).parse({ tenantId: '…', read: ['users'] })
 */
export const definedOptions = (definition: Definition): z.ZodObject =>
  ofModes(definition).extend(
    Object.fromEntries(Object.entries(definition.settings).map(([name, setting]) => [name, settingOption(setting)])),
  );

/** Without what means nothing where there is nothing to read, or nothing to call. */
const ofModes = (definition: Definition): z.ZodObject => {
  const options: z.ZodObject = commonOptions(definition);
  const { lists, endpoints } = definition;
  const useless = [
    ...(Object.keys(lists).length > 0 ? [] : ['read', 'attributes', 'onInvalidRow']),
    ...(Object.keys(endpoints).length > 0 ? [] : ['endpoints', 'shapes']),
  ];
  const kept = Object.entries(options.shape).filter(([name]) => !useless.includes(name));
  return z.strictObject(Object.fromEntries(kept));
};

/**
 * What every source of a defined connector can say.
 *
 * @param definition absent if it is not known yet: any name may stand then
 */
export const commonOptions = (definition?: Definition) => {
  const { authentication = {}, lists = {}, endpoints = {} } = definition ?? {};
  const ways = Object.keys(authentication);
  const listNames = Object.keys(lists);
  const listName = definition && listNames.length > 0 ? z.enum(listNames) : z.string();
  const described = ways.map((way) => `${way}: ${authentication[way]!.about}`).join(' ');
  const way = z.union([definition && ways.length > 0 ? z.enum(ways) : z.string(), authenticationOption]);
  const isRead = z
    .array(listName)
    .min(1)
    .refine((names) => new Set(names).size === names.length, { error: 'names a list twice' });
  const [byDefault] = ways;
  return z.strictObject({
    authentication: (byDefault === undefined ? way.optional() : way.default(byDefault)).meta({
      description: `${described} Or as every source can say it. ${authenticationPurpose}`.trim(),
      examples: [byDefault ?? 'bearer'],
    }),
    read: (definition ? isRead.default(listNames.filter((name) => !lists[name]!.optional)) : isRead.optional()).meta({
      description:
        `What an import reads. ${listNames.map((name) => `${name}: ${lists[name]!.about}`).join(' ')}`.trim(),
      examples: [listNames.slice(0, 2)],
    }),
    attributes: z
      .record(z.string(), z.record(attributeId, attributeDefinition))
      .optional()
      .meta({
        description: 'Further attributes of the entities of a list: a column of its rows, or a column and a type.',
        examples: [{ [listNames[0] ?? 'users']: { building: 'building' } }],
      }),
    onInvalidRow,
    endpoints: z
      .array(z.string())
      .min(1)
      .optional()
      .meta({
        description:
          'Which of the endpoints the vendor may call. default, which is the default, stands for all that are not optional. sallyport connectors <name> lists them.',
        examples: [['default'], Object.keys(endpoints).slice(0, 1)],
      }),
    shapes: localPath.optional().meta({
      description:
        'A shapes file of your own, in place of the endpoints that come with the connector. Permissions are asked for those of it that the connector has too.',
      examples: ['./own.shapes.yaml'],
    }),
    localServer: z
      .string()
      .superRefine((text, context) => {
        const message = localServerProblem(text);
        if (message) context.addIssue({ code: 'custom', message });
      })
      .optional()
      .meta({
        description: 'The address in place of the vendor for sallyport start: a stand-in on this machine, perhaps.',
        examples: ['http://127.0.0.1:8790'],
      }),
    privateAddresses: privateRanges.meta({
      description: 'Ranges of private addresses that the hosts, and authorization servers, may have. Default: none.',
      examples: [['10.20.0.0/16']],
    }),
    limits: limitsOption,
  });
};
