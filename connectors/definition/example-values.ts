import type { Definition } from './definition.ts';
import type { Values } from './template.ts';

/** All settings of a definition at their examples. */
export const exampleValues = ({ settings }: Definition): Values =>
  Object.fromEntries(Object.entries(settings).map(([name, { example }]) => [name, example]));
