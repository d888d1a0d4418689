import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { beginBundle } from '../stacks/bundle.ts';

// What the CDK command line runs (cdk.json). Most of its time goes into loading CDK, so the compiled form of that is kept (in this
// folder and not in the temporary one, where others of the machine could write it), and the handler is bundled meanwhile.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled'));
const handler = beginBundle('aws');
const { synthesizeAws } = await import('./synthesize-aws.ts');
await synthesizeAws(handler);
