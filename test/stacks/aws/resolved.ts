import { resources, type Synthesized, type Template } from './synthesize.ts';

/** Where the templates of tests are deployed to. */
export const account = '123456789012';
export const region = 'eu-west-1';

/** A part of a gateway, by what its stack is called. */
export type Part = 'relay' | `source ${string}`;

/**
 * The values of a template as a deployment would have them: references between the stacks of a gateway are followed, and what the cloud makes
 * up gets a name of its own.
 */
export const resolverOf = (gateway: Synthesized, part: Part): ((value: unknown) => unknown) => {
  const template = templateOf(gateway, part);
  return (value) => resolved(gateway, template, value);
};

/** The template of a part. */
export const templateOf = (gateway: Synthesized, part: Part): Template => {
  const template = part === 'relay' ? gateway.relay : gateway.sources[part.slice('source '.length)];
  if (!template) throw new Error(`there is no ${part}`);
  return template;
};

// biome-ignore lint/suspicious/noExplicitAny: what a template has
type Value = any;

const resolved = (gateway: Synthesized, template: Template, value: Value): Value => {
  const of = (each: Value): Value => resolved(gateway, template, each);
  if (Array.isArray(value)) return value.map(of);
  if (typeof value !== 'object' || value === null) return value;
  if ('Fn::Join' in value) return value['Fn::Join'][1].map(of).join(value['Fn::Join'][0]);
  if ('Fn::GetAtt' in value) return made(template, value['Fn::GetAtt'][0], value['Fn::GetAtt'][1]);
  if ('Ref' in value) return pseudo[value.Ref] ?? given(gateway, value.Ref) ?? made(template, value.Ref, 'Ref');
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, of(each)]));
};

const pseudo: Readonly<Record<string, string>> = {
  'AWS::AccountId': account,
  'AWS::Partition': 'aws',
  'AWS::Region': region,
  'AWS::URLSuffix': 'amazonaws.com',
};

/** What a parameter stands for: an output of the relay's stack, or something of the stack around all of them. */
const given = (gateway: Synthesized, parameter: string): Value => {
  const passed = resources(gateway.parent, 'AWS::CloudFormation::Stack')
    .map(({ Properties }) => Properties.Parameters?.[parameter])
    .find((value) => value !== undefined);
  if (passed === undefined) return undefined;
  const [, output] = /^Outputs\.(.*)$/.exec(passed['Fn::GetAtt']?.[1] ?? '') ?? [];
  if (output === undefined) return resolved(gateway, gateway.parent, passed);
  const { relay } = gateway;
  return resolved(gateway, relay!, relay!.Outputs[output]!.Value);
};

const made = (template: Template, id: string, attribute: string): string => {
  const resource = template.Resources[id];
  if (!resource) throw new Error(`${id} is no resource of this template`);
  const { Type, Properties } = resource;
  const arn = (service: string, name: string) => `arn:aws:${service}:${region}:${account}:${name}`;
  const known: Readonly<Record<string, string>> = {
    'AWS::S3::Bucket Arn': `arn:aws:s3:::made-${id.toLowerCase()}`,
    'AWS::S3::Bucket Ref': `made-${id.toLowerCase()}`,
    'AWS::SecretsManager::Secret Ref': arn('secretsmanager', `secret:${Properties.Name}-a1B2c3`),
    'AWS::Logs::LogGroup Arn': arn('logs', `log-group:made-${id}:*`),
    'AWS::IAM::Role Arn': `arn:aws:iam::${account}:role/acme-gateway-${id}`,
    'AWS::SQS::Queue Arn': arn('sqs', Properties.QueueName),
  };
  const value = known[`${Type} ${attribute}`];
  if (value === undefined) throw new Error(`${attribute} of ${Type} is not known to tests`);
  return value;
};
