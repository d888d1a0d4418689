// The library looks for it while it is loaded.
import 'reflect-metadata';

/** Certificates and requests for them (RFC 5280, RFC 2986). To be had from here alone: the library does not load without its polyfill. */
export * from '@peculiar/x509';
