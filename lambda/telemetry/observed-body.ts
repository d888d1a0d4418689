/**
 * Hands a body on as it is, and tells when it ended, failed or was given up.
 *
 * @param within runs what reads it, so that what it does then is known to belong to the call
 */
export const observedBody = (
  body: ReadableStream<Uint8Array>,
  within: <Result>(run: () => Result) => Result,
  ended: () => void,
): ReadableStream<Uint8Array> => {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await within(() => reader.read());
          if (!done) return controller.enqueue(value);
          ended();
          controller.close();
        } catch (error) {
          ended();
          controller.error(error);
        }
      },
      async cancel(reason) {
        await within(() => reader.cancel(reason)).finally(ended);
      },
    },
    // Nothing is read ahead: the body that is observed does so itself.
    { highWaterMark: 0 },
  );
};
