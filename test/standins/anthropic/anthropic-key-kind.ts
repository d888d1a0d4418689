/** What a key is for: an admin key of the Claude Platform, one of Claude Enterprise, or one that calls models. */
export type AnthropicKeyKind = 'admin' | 'enterprise' | 'model';
