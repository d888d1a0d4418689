/**
 * The image of containers that have none of the customer's own: `node:24-bookworm-slim` of Docker's official images
 * (hub.docker.com/_/node), as it was in November 2026. By digest: what a reviewer looked at is what runs, until a new version of this
 * package names a newer one.
 */
export const stockImage =
  'docker.io/library/node@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df';
