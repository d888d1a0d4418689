/**
 * How calls of agents to the relay's function are signed: HTTP Message Signatures (RFC 9421) over method, path and the digest of the body
 * (RFC 9530). `@path` is that below the function's URL: what stands before the function may take a part of the path away.
 */
export const signedComponents = ['@method', '@path', 'content-digest'] as const;

/** Tells the relay's signatures from any other (RFC 9421, section 2.3). */
export const signatureTag = 'sallyport-agent';

/** RFC 9421, section 3.3.4: the signature is r and s, 64 bytes in all (IEEE P1363). */
export const signatureAlgorithm = 'ecdsa-p256-sha256';

/** The name of the signature in both of its headers. Whoever verifies goes by the tag. */
export const signatureLabel = 'agent';
