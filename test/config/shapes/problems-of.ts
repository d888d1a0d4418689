import { ConfigError, type Problem } from '../../../config/config-error.ts';
import { parseShapes } from '../../../config/shapes/read-shapes.ts';

/** The problems that a text has as a shapes file; none if it is right. Any other error than a ConfigError passes through. */
export const problemsOf = (text: string, operations?: readonly string[]): readonly Problem[] => {
  try {
    parseShapes(text, 'tickets.shapes.yaml', operations);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

/** A problem as one line, without its place in the text. */
export const printed = ({ path, what, remedy }: Problem): string => `${path}: ${what} | ${remedy}`;
