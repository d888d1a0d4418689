import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/*
 * CDK is CommonJS. An `import` of it makes Node search every file that it re-exports for names before the first line runs: 240 ms
 * for these modules, against 150 ms with `require`, of a synthesis of 1,400 ms. What is in a module is loaded when it is used.
 */
export const cloudwatch = require('aws-cdk-lib/aws-cloudwatch') as typeof import('aws-cdk-lib/aws-cloudwatch');
export const core = require('aws-cdk-lib/core') as typeof import('aws-cdk-lib/core');
export const ec2 = require('aws-cdk-lib/aws-ec2') as typeof import('aws-cdk-lib/aws-ec2');
export const elb =
  require('aws-cdk-lib/aws-elasticloadbalancingv2') as typeof import('aws-cdk-lib/aws-elasticloadbalancingv2');
export const iam = require('aws-cdk-lib/aws-iam') as typeof import('aws-cdk-lib/aws-iam');
export const kms = require('aws-cdk-lib/aws-kms') as typeof import('aws-cdk-lib/aws-kms');
export const lambda = require('aws-cdk-lib/aws-lambda') as typeof import('aws-cdk-lib/aws-lambda');
export const logs = require('aws-cdk-lib/aws-logs') as typeof import('aws-cdk-lib/aws-logs');
export const route53 = require('aws-cdk-lib/aws-route53') as typeof import('aws-cdk-lib/aws-route53');
export const resolver = require('aws-cdk-lib/aws-route53resolver') as typeof import('aws-cdk-lib/aws-route53resolver');
export const s3 = require('aws-cdk-lib/aws-s3') as typeof import('aws-cdk-lib/aws-s3');
export const scheduler = require('aws-cdk-lib/aws-scheduler') as typeof import('aws-cdk-lib/aws-scheduler');
export const secretsmanager =
  require('aws-cdk-lib/aws-secretsmanager') as typeof import('aws-cdk-lib/aws-secretsmanager');
export const sqs = require('aws-cdk-lib/aws-sqs') as typeof import('aws-cdk-lib/aws-sqs');
