/** What is known of a vendor before anything is asked: public facts of its documentation. */
export interface VendorPreset {
  readonly jwt: { readonly issuer: string; readonly audience: string };
  /** Claims of every token that tie it to one customer, with an example of each. */
  readonly claims: Readonly<Record<string, string>>;
  /** Claims that tie a token to one source. */
  readonly sourceClaims: readonly string[];
}

const presets: Readonly<Record<string, VendorPreset>> = {
  // Elimity's custom gateways, version v1alpha2 of the protocol.
  elimity: {
    jwt: { issuer: 'https://auth.elimity.com/', audience: 'gateway' },
    claims: { base_url: 'https://acme.elimity.com' },
    sourceClaims: ['source_id'],
  },
};

/** The preset of a vendor, if there is one. */
export const vendorPreset = (name: string): VendorPreset | undefined =>
  Object.hasOwn(presets, name) ? presets[name] : undefined;
