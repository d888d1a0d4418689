import type { Profile } from '../config.ts';

/** The profile of a vendor that names none: with a JWT the handler can verify the caller on every host. */
export const defaultProfile = (identity: { readonly jwt?: unknown }): Profile =>
  identity.jwt === undefined ? 'platform' : 'bearer';
