import { textLike } from '../text.ts';

/** An image of the customer's own, which no tag can turn into another one. */
export const image = textLike(
  /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+(:[\w.-]+)?@sha256:[0-9a-f]{64}$/,
  'an image by digest, its registry included: <registry>/<name>@sha256:<64 hexadecimal digits>',
  "An image of your own, with Node 24 as node, if Node's may not be used. It holds no code of the gate: that is fetched at start, and checked. Default: Node's own image.",
  'europe-west1-docker.pkg.dev/acme/base/node@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df',
).optional();
