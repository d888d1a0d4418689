import * as z from 'zod';
import type { JsonSchema } from '../../config/json-schema.ts';
import type { Connector } from '../../connectors/connector.ts';

/** A setting of a connector that is code. */
export interface GenericSetting {
  readonly name: string;
  readonly description: string;
  readonly isNeeded: boolean;
}

/** The settings of a connector that is code, as its schema describes them. */
export const genericSettings = ({ options }: Connector): readonly GenericSetting[] => {
  const { properties = {}, required = [] } = z.toJSONSchema(options, {
    target: 'draft-07',
    io: 'input',
  }) as JsonSchema;
  return Object.entries(properties).map(([name, { description = '' }]) => ({
    name,
    description,
    isNeeded: required.includes(name),
  }));
};
