/**
 * The registry that is asked for an image with the source's identity: one of Azure's. `undefined` if anyone may pull it.
 *
 * @param image by digest, its registry included
 * @example registryOf('acme.azurecr.io/base/node@sha256:…') // acme.azurecr.io
 */
export const registryOf = (image: string): string | undefined => {
  const [host = ''] = image.split('/');
  return host.endsWith('.azurecr.io') ? host : undefined;
};

/**
 * Where an image is fetched from.
 *
 * @example imageHost('registry.acme.example:5000/node@sha256:…') // { host: 'registry.acme.example', port: 5000 }
 */
export const imageHost = (image: string): { readonly host: string; readonly port: number } => {
  const [authority = ''] = image.split('/');
  const [host = '', port = '443'] = authority.split(':');
  return { host, port: Number(port) };
};
