import { connectorImport } from './connector-import.ts';
import { firstBytes } from './first-byte.ts';
import { githubShapes } from './github-shapes.ts';
import { importStream } from './import-stream.ts';
import type { Measurement } from './measurement.ts';
import { proxy } from './proxy.ts';
import { relay } from './relay.ts';
import { serverStart } from './server.ts';
import { shapes } from './shapes.ts';
import { signIn } from './sign-in.ts';
import { sqliteImport } from './sqlite-import.ts';
import { sync } from './sync.ts';
import { synth } from './synth.ts';
import { terraform } from './terraform.ts';
import { tokens } from './tokens.ts';
import { treatmentCosts } from './treatments.ts';

const benches: Readonly<Record<string, () => AsyncGenerator<Measurement>>> = {
  connectors: connectorImport,
  import: importStream,
  'github-shapes': githubShapes,
  proxy,
  relay,
  server: serverStart,
  shapes,
  'sign-in': signIn,
  sqlite: sqliteImport,
  start: firstBytes,
  sync,
  synth,
  terraform,
  tokens,
  treatments: treatmentCosts,
};

/** `npm run bench [-- <name> …]`: one JSON line a figure; exit code 1 if one misses its target. */
const names = process.argv.slice(2);
const unknown = names.find((name) => !Object.hasOwn(benches, name));
if (unknown) {
  process.stderr.write(`There is no bench ${unknown}; there are ${Object.keys(benches).join(', ')}.\n`);
  process.exit(2);
}
for (const name of names.length ? names : Object.keys(benches)) {
  for await (const measurement of benches[name]!()) {
    process.stdout.write(`${JSON.stringify(measurement)}\n`);
    if (!measurement.ok) process.exitCode = 1;
  }
}
