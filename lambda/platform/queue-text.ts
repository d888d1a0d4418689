/**
 * What a message of Azure's queues has room for as Base64 (64 KiB), which is what its own tools expect
 * (learn.microsoft.com/rest/api/storageservices/put-message). SQS and Pub/Sub take more.
 */
const longest = 48 * 1024;

/** What SQS takes, which are the characters of XML 1.0 (docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html). */
const allowed = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]+$/u;

/**
 * Checks the text of a message, so that every host's queue takes it: not empty, 48 KiB of UTF-8 at most, and no control characters but tab and
 * line ends. What is longer goes into the state, and the message says where.
 *
 * @throws RangeError
 * @example queueText(JSON.stringify({ job: 'check' }))
 */
export const queueText = (text: string): string => {
  if (Buffer.byteLength(text) <= longest && allowed.test(text)) return text;
  throw new RangeError('a message of a queue has 1 to 49,152 bytes of UTF-8, and no control characters');
};
