import { templateForm } from '../../config/shapes/endpoints/path-template.ts';

/**
 * What the comments of a shapes file name, so that it was seen and left out on purpose: endpoints (`# GET /teams`), also such as were
 * commented out (`# GET /teams:`), and parameters of a query (`# GET /tickets?sort`). The names of variables do not matter.
 */
export const seenInComments = (text: string): ReadonlySet<string> => {
  const names = [...text.matchAll(/^\s*#[\s#*-]*((?:GET|POST|PUT|PATCH|DELETE) \/[^\s#]*)/gm)];
  return new Set(names.map(([, name]) => templateForm(name!.replace(/:$/, ''))));
};
