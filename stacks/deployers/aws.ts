import { awsNetworkRights } from './aws-network.ts';
import type { AwsRights } from './aws-places.ts';

const keyUse = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'];

/**
 * What CloudFormation needs to create, read, update and delete each type of resource: the permissions of the type's handlers
 * (docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html, `handlers`; `aws cloudformation describe-type`,
 * November 2026), without those of properties that no gateway has. `<type>.<property>` has what comes with a property.
 *
 * AWS::IAM::Policy and AWS::Route53::RecordSet have no such list, or one for all that they could be; theirs follow from their APIs.
 */
export const awsRights: Readonly<Record<string, AwsRights>> = {
  ...awsNetworkRights,
  'AWS::CloudFormation::Stack': {
    stack: [
      'cloudformation:CreateStack',
      'cloudformation:DeleteStack',
      'cloudformation:DescribeStacks',
      'cloudformation:GetStackPolicy',
      'cloudformation:GetTemplate',
      'cloudformation:SetStackPolicy',
      'cloudformation:TagResource',
      'cloudformation:UntagResource',
      'cloudformation:UpdateStack',
      'cloudformation:UpdateTerminationProtection',
      // cdk deploy makes change sets of nested stacks too.
      'cloudformation:CreateChangeSet',
      'cloudformation:DeleteChangeSet',
      'cloudformation:DescribeChangeSet',
      'cloudformation:ExecuteChangeSet',
    ],
    asset: ['s3:GetObject'],
    executionRole: ['iam:PassRole'],
  },
  'AWS::CloudWatch::Alarm': {
    alarm: [
      'cloudwatch:DeleteAlarms',
      'cloudwatch:ListTagsForResource',
      'cloudwatch:PutMetricAlarm',
      'cloudwatch:TagResource',
      'cloudwatch:UntagResource',
    ],
    alarms: ['cloudwatch:DescribeAlarms'],
  },
  'AWS::CloudWatch::CompositeAlarm': {
    alarm: [
      'cloudwatch:DeleteAlarms',
      'cloudwatch:ListTagsForResource',
      'cloudwatch:PutCompositeAlarm',
      'cloudwatch:TagResource',
      'cloudwatch:UntagResource',
    ],
    alarms: ['cloudwatch:DescribeAlarms'],
  },
  'AWS::CloudWatch::Dashboard': {
    dashboard: [
      'cloudwatch:DeleteDashboards',
      'cloudwatch:GetDashboard',
      'cloudwatch:ListTagsForResource',
      'cloudwatch:PutDashboard',
      'cloudwatch:TagResource',
      'cloudwatch:UntagResource',
    ],
  },
  'AWS::IAM::OIDCProvider': {
    oidcProvider: [
      'iam:AddClientIDToOpenIDConnectProvider',
      'iam:CreateOpenIDConnectProvider',
      'iam:DeleteOpenIDConnectProvider',
      'iam:GetOpenIDConnectProvider',
      'iam:ListOpenIDConnectProviderTags',
      'iam:RemoveClientIDFromOpenIDConnectProvider',
      'iam:TagOpenIDConnectProvider',
      'iam:UntagOpenIDConnectProvider',
      'iam:UpdateOpenIDConnectProviderThumbprint',
    ],
  },
  'AWS::IAM::Policy': {
    boundRole: ['iam:DeleteRolePolicy', 'iam:PutRolePolicy'],
    role: ['iam:GetRolePolicy'],
  },
  'AWS::IAM::Role': {
    boundRole: ['iam:CreateRole', 'iam:DeleteRolePolicy', 'iam:PutRolePolicy'],
    role: [
      'iam:DeleteRole',
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:ListAttachedRolePolicies',
      'iam:ListRolePolicies',
      'iam:ListRoleTags',
      'iam:TagRole',
      'iam:UntagRole',
      'iam:UpdateAssumeRolePolicy',
      'iam:UpdateRole',
      'iam:UpdateRoleDescription',
    ],
  },
  // Not to take one away: a deployment that is to have none is done by whoever set it.
  'AWS::IAM::Role.PermissionsBoundary': { boundRole: ['iam:PutRolePermissionsBoundary'] },
  'AWS::Lambda::EventInvokeConfig': {
    function: [
      'lambda:DeleteFunctionEventInvokeConfig',
      'lambda:GetFunctionEventInvokeConfig',
      'lambda:PutFunctionEventInvokeConfig',
      'lambda:UpdateFunctionEventInvokeConfig',
    ],
  },
  'AWS::Lambda::Function': {
    function: [
      'lambda:CreateFunction',
      'lambda:DeleteFunction',
      'lambda:GetFunction',
      'lambda:GetFunctionCodeSigningConfig',
      'lambda:GetFunctionConfiguration',
      'lambda:GetFunctionRecursionConfig',
      'lambda:GetFunctionScalingConfig',
      'lambda:GetRuntimeManagementConfig',
      'lambda:ListTags',
      'lambda:TagResource',
      'lambda:UntagResource',
      'lambda:UpdateFunctionCode',
      'lambda:UpdateFunctionConfiguration',
    ],
    asset: ['s3:GetObject', 's3:GetObjectVersion'],
    functionRole: ['iam:PassRole'],
  },
  'AWS::Lambda::Function.KmsKeyArn': { grantedKey: ['kms:CreateGrant'], key: keyUse, readKey: ['kms:DescribeKey'] },
  'AWS::Lambda::Function.RecursiveLoop': { function: ['lambda:PutFunctionRecursionConfig'] },
  'AWS::Lambda::Function.VpcConfig': {
    everything: [
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
    ],
  },
  'AWS::Lambda::Permission': { function: ['lambda:AddPermission', 'lambda:GetPolicy', 'lambda:RemovePermission'] },
  'AWS::Lambda::Url': {
    function: [
      'lambda:CreateFunctionUrlConfig',
      'lambda:DeleteFunctionUrlConfig',
      'lambda:GetFunctionUrlConfig',
      'lambda:UpdateFunctionUrlConfig',
    ],
  },
  'AWS::Logs::LogGroup': {
    logGroup: [
      'logs:CreateLogGroup',
      'logs:DeleteLogGroup',
      'logs:DeleteRetentionPolicy',
      'logs:GetDataProtectionPolicy',
      'logs:ListTagsForResource',
      'logs:PutRetentionPolicy',
      'logs:TagResource',
      'logs:UntagResource',
    ],
    everything: ['logs:DescribeIndexPolicies', 'logs:DescribeLogGroups', 'logs:DescribeResourcePolicies'],
  },
  'AWS::Logs::LogGroup.KmsKeyId': {
    logGroup: ['logs:AssociateKmsKey', 'logs:DisassociateKmsKey'],
    readKey: ['kms:DescribeKey'],
  },
  'AWS::Logs::MetricFilter': {
    logGroup: ['logs:DeleteMetricFilter', 'logs:DescribeMetricFilters', 'logs:PutMetricFilter'],
  },
  'AWS::S3::Bucket': {
    bucket: [
      's3:CreateBucket',
      's3:DeleteBucket',
      's3:GetAccelerateConfiguration',
      's3:GetAnalyticsConfiguration',
      's3:GetBucketAcl',
      's3:GetBucketCORS',
      's3:GetBucketLogging',
      's3:GetBucketNotification',
      's3:GetBucketObjectLockConfiguration',
      's3:GetBucketOwnershipControls',
      's3:GetBucketPublicAccessBlock',
      's3:GetBucketTagging',
      's3:GetBucketVersioning',
      's3:GetBucketWebsite',
      's3:GetEncryptionConfiguration',
      's3:GetIntelligentTieringConfiguration',
      's3:GetInventoryConfiguration',
      's3:GetLifecycleConfiguration',
      's3:GetMetricsConfiguration',
      's3:GetReplicationConfiguration',
      's3:ListBucket',
      's3:ListTagsForResource',
      's3:PutBucketOwnershipControls',
      's3:PutBucketPublicAccessBlock',
      's3:PutBucketTagging',
      's3:PutEncryptionConfiguration',
      's3:PutLifecycleConfiguration',
      's3:TagResource',
      's3:UntagResource',
    ],
  },
  'AWS::S3::BucketPolicy': { bucket: ['s3:DeleteBucketPolicy', 's3:GetBucketPolicy', 's3:PutBucketPolicy'] },
  'AWS::Scheduler::Schedule': {
    schedule: [
      'scheduler:CreateSchedule',
      'scheduler:DeleteSchedule',
      'scheduler:GetSchedule',
      'scheduler:UpdateSchedule',
    ],
    schedulerRole: ['iam:PassRole'],
  },
  'AWS::Scheduler::Schedule.KmsKeyArn': { key: keyUse, readKey: ['kms:DescribeKey'] },
  'AWS::Scheduler::ScheduleGroup': {
    scheduleGroup: [
      'scheduler:CreateScheduleGroup',
      'scheduler:DeleteScheduleGroup',
      'scheduler:GetScheduleGroup',
      'scheduler:ListTagsForResource',
      'scheduler:TagResource',
      'scheduler:UntagResource',
    ],
    schedule: ['scheduler:DeleteSchedule'],
  },
  'AWS::SecretsManager::Secret': {
    secret: [
      'secretsmanager:CreateSecret',
      'secretsmanager:DeleteSecret',
      'secretsmanager:DescribeSecret',
      // The handler's list has it for changes. Who deploys could read a value in any case, by a function that does.
      'secretsmanager:GetSecretValue',
      'secretsmanager:TagResource',
      'secretsmanager:UntagResource',
      'secretsmanager:UpdateSecret',
    ],
  },
  'AWS::SecretsManager::Secret.KmsKeyId': { key: keyUse, readKey: ['kms:DescribeKey'] },
  'AWS::SQS::Queue': {
    queue: [
      'sqs:CreateQueue',
      'sqs:DeleteQueue',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ListQueueTags',
      'sqs:SetQueueAttributes',
      'sqs:TagQueue',
      'sqs:UntagQueue',
    ],
  },
  'AWS::SQS::QueuePolicy': { queue: ['sqs:SetQueueAttributes'] },
};
