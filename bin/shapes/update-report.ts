import { templateForm } from '../../config/shapes/endpoints/path-template.ts';
import { parseShapes } from '../../config/shapes/read-shapes.ts';
import type { OpenApiDocument } from '../../connectors/openapi/read-document.ts';
import { changesText, hasNews } from './changes-text.ts';
import { compareDraft } from './compare-draft.ts';
import { draftOf, isWanted, nameOfOperation, type Selection } from './draft-of.ts';
import { seenInComments } from './seen-in-comments.ts';

/** What there is to say about a shapes file and a later document. */
export interface UpdateReport {
  /** YAML, with comments. */
  readonly text: string;
  /** Whether the document has what the file does not name. */
  readonly hasNews: boolean;
}

/**
 * Compares a shapes file with a document.
 *
 * @param selection of what may be new; the file's own endpoints are compared whatever it says
 * @param written the text of the shapes file
 * @param file its name in messages
 * @throws ConfigError if the shapes file has problems
 * @throws OpenApiError if a reference of the document leads nowhere, or out of it
 */
export const updateReport = (
  document: OpenApiDocument,
  selection: Selection,
  written: string,
  file: string,
): UpdateReport => {
  const shapes = parseShapes(written, file);
  const named = new Set(shapes.endpoints.map(({ name }) => templateForm(name)));
  const endpoints = document.operations
    .filter((operation) => named.has(templateForm(nameOfOperation(operation))) || isWanted(operation, selection))
    .map(nameOfOperation);
  const draft = draftOf(document, { endpoints });
  const changes = compareDraft(shapes, draft, seenInComments(written));
  return {
    text: changesText(changes, draft, document, file, new Set(Object.keys(shapes.$defs))),
    hasNews: hasNews(changes),
  };
};
