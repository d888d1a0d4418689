/** Whether a URL's host is this machine itself. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

/** The ranges of addresses that this machine has for itself. */
export const loopbackRanges: readonly string[] = ['127.0.0.0/8', '::1/128'];
