import { createRequire } from 'node:module';

/*
 * cdktf is CommonJS, as the AWS CDK is (see stacks/aws/cdk.ts), and goes through no `import` for the same reason.
 */
export const cdktf = createRequire(import.meta.url)('cdktf') as typeof import('cdktf');
