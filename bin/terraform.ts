import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// What the cdktf command line runs (cdktf.json). The compiled form of cdktf and the providers is kept, as that of CDK is (bin/aws.ts).
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled'));
const { synthesizeTerraform } = await import('./synthesize-terraform.ts');
await synthesizeTerraform();
