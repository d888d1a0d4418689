/** The addresses that every object of the API is full of. */
export const githubUrls = (base: string, kind: string, key: string) => ({
  node_id: `CANARY-node-${key}`,
  url: `${base}/${kind}/${key}`,
  html_url: `https://github.com/CANARY/${key}`,
});
