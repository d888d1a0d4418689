import type { CallRules, ScimCall, ScimCallAnswer } from './scim-calls.ts';
import { ScimRefusal } from './scim-refusal.ts';
import { isObject } from './scim-schema.ts';

/** Answers a bulk request (RFC 7644, section 3.7), each operation by itself. */
export const answerBulk = (
  bulk: CallRules['bulk'],
  text: string,
  answer: (call: ScimCall) => ScimCallAnswer,
): ScimCallAnswer => {
  if (!bulk) throw new ScimRefusal(501);
  if (Buffer.byteLength(text) > bulk.maxPayloadSize) throw new ScimRefusal(413);
  const body = JSON.parse(text);
  if (String(body.schemas) !== 'urn:ietf:params:scim:api:messages:2.0:BulkRequest')
    throw new ScimRefusal(400, 'invalidSyntax');
  const operations = body.Operations;
  if (!Array.isArray(operations)) throw new ScimRefusal(400, 'invalidSyntax');
  if (operations.length > bulk.maxOperations) throw new ScimRefusal(413);
  const ids = operations.map(({ bulkId }) => bulkId);
  if (ids.some((id) => typeof id !== 'string') || new Set(ids).size < ids.length)
    throw new ScimRefusal(400, 'invalidSyntax', 'bulkId');
  // Answers may come in any order.
  const answers = operations.map((operation) => answerOperation(operation, answer)).reverse();
  return {
    status: 200,
    body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'], Operations: answers },
  };
};

const answerOperation = (operation: unknown, answer: (call: ScimCall) => ScimCallAnswer): object => {
  if (!isObject(operation)) throw new ScimRefusal(400, 'invalidSyntax');
  const { method, path, bulkId, data, version, ...others } = operation;
  if (Object.keys(others).length > 0 || typeof path !== 'string' || !path.startsWith('/'))
    throw new ScimRefusal(400, 'invalidSyntax');
  const call = {
    method: String(method),
    path,
    query: new URLSearchParams(),
    body: data,
    ifMatch: version as string | undefined,
  };
  try {
    const { status, body, headers } = answer(call);
    const location = headers?.['location'] ?? `https://app.example.com/scim${path}`;
    // Of what was made well only the place is told.
    return { method, bulkId, status: String(status), location, ...(status >= 400 && { response: body }) };
  } catch (error) {
    if (!(error instanceof ScimRefusal)) throw error;
    return { method, bulkId, status: String(error.status), response: error.body };
  }
};
