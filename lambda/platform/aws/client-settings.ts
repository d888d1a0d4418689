/**
 * How AWS is called. Without a limit, a network that swallows packets would hold an import until the end of its function.
 * A body that is read slowly is not limited: an object streams as fast as the vendor reads.
 */
export const clientSettings = { requestHandler: { connectionTimeout: 3_000 } } as const;

/**
 * What a call is sent with whose answer is small, all of its attempts together. A service that takes a connection and then says
 * nothing would otherwise hold everybody who waits for the same answer.
 */
export const shortCall = () => ({ abortSignal: AbortSignal.timeout(10_000) });
