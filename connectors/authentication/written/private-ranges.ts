import * as z from 'zod';
import { privateRangeProblem } from '../private-range.ts';

const range = z.string().superRefine((text, context) => {
  const message = privateRangeProblem(text);
  if (message) context.addIssue({ code: 'custom', message });
});

/** Ranges of private addresses that may be called. */
export const privateRanges = z.array(range).max(20).default([]);
