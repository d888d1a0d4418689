import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import type { Grant } from '../../../connectors/authentication/grant.ts';

/** A scheme with one kind of grant. */
export type SchemeWith<Kind extends Grant> = TokenScheme & { readonly grant: Kind };
