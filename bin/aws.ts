import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// What the CDK command line runs (cdk.json). The compiled form of CDK is kept, which saves 250 ms of its loading: in this folder and not
// in the temporary one, where others of the machine could write it.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled'));
const { synthesizeAws } = await import('./synthesize-aws.ts');
synthesizeAws();
