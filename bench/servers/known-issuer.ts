// Loaded before a server in a bench: its issuer answers in the process, for the way to it is not ours to measure.
const issuer = 'https://issuer.example/';
const jwk = JSON.parse(process.env['BENCH_JWK']!);
globalThis.fetch = async (input) => {
  const url = String(input instanceof Request ? input.url : input);
  if (url === `${issuer}jwks`) return Response.json({ keys: [jwk] });
  if (url.endsWith('/.well-known/openid-configuration')) return Response.json({ issuer, jwks_uri: `${issuer}jwks` });
  throw new TypeError(`nobody stands for ${url}`);
};
