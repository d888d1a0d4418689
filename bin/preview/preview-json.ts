import type { Preview, PreviewNode } from './preview.ts';
import type { PreviewSubject } from './preview-subject.ts';

const pointerPart = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/**
 * A preview for programs. Values are JSON inside of strings, so that numbers keep all of their digits; `leaving` is null for what
 * does not leave. `leftOut` are elements of lists, and lines, that are counted and not listed.
 */
export const previewJson = (preview: Preview, { source, endpoint, status, bytes, notice }: PreviewSubject): string => {
  const { nodes, size, counts, fields, leaving } = preview;
  const values: object[] = [];
  let leftOut = size - nodes.length;
  const walk = (node: PreviewNode, pointer: string): void => {
    const { kind, outcome, reason, original, children } = node;
    leftOut += node.size - children.length;
    if (kind === 'scalar') values.push({ pointer, outcome, reason, original, leaving: node.leaving ?? null });
    else if (children.length === 0 || reason !== '') values.push({ pointer, outcome, reason });
    children.forEach((child, index) => {
      walk(child, pointer + pointerPart(kind === 'array' ? String(index) : child.name));
    });
  };
  const isLines = size > 1;
  nodes.forEach((node, index) => {
    walk(node, isLines ? pointerPart(String(index)) : '');
  });
  const told = {
    source,
    endpoint,
    status,
    bytes,
    leavingBytes: leaving.length,
    notice,
    counts,
    fields,
    leftOut,
    values,
  };
  return `${JSON.stringify(told, null, 2)}\n`;
};
