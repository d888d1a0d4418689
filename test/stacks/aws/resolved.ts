import { resources, type Synthesized, type Template } from './synthesize.ts';

/** Where the templates of tests are deployed to. */
export const account = '123456789012';
export const region = 'eu-west-1';

/** A part of a gateway, by what its stack is called. */
export type Part = 'relay' | `source ${string}` | `sync ${string}`;

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
  const [kind, name = ''] = part.split(' ');
  const template = kind === 'relay' ? gateway.relay : gateway[kind === 'sync' ? 'syncs' : 'sources'][name];
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

/** What a parameter stands for: an output of the relay's or of a source's stack, or something of the stack around all of them. */
const given = (gateway: Synthesized, parameter: string): Value => {
  const passed = resources(gateway.parent, 'AWS::CloudFormation::Stack')
    .map(({ Properties }) => Properties.Parameters?.[parameter])
    .find((value) => value !== undefined);
  if (passed === undefined) return undefined;
  const [, output] = /^Outputs\.(.*)$/.exec(passed['Fn::GetAtt']?.[1] ?? '') ?? [];
  if (output === undefined) return resolved(gateway, gateway.parent, passed);
  const home = [gateway.relay, ...Object.values(gateway.sources)].find((each) => each?.Outputs?.[output])!;
  return resolved(gateway, home, home.Outputs[output]!.Value);
};

const made = (template: Template, id: string, attribute: string): string => {
  const resource = template.Resources[id];
  if (!resource) throw new Error(`${id} is no resource of this template`);
  const { Type, Properties } = resource;
  // Each stack has ids of its own, and so two of them the same one.
  const owner = resources(template, 'AWS::Lambda::Function')[0]?.Properties.FunctionName ?? 'acme';
  const bucket = `made-${owner}-${id.toLowerCase()}`;
  const arn = (service: string, name: string) => `arn:aws:${service}:${region}:${account}:${name}`;
  const known: Readonly<Record<string, string>> = {
    'AWS::S3::Bucket Arn': `arn:aws:s3:::${bucket}`,
    'AWS::S3::Bucket Ref': bucket,
    'AWS::SecretsManager::Secret Ref': arn('secretsmanager', `secret:${Properties.Name}-a1B2c3`),
    'AWS::Logs::LogGroup Arn': arn('logs', `log-group:made-${id}:*`),
    'AWS::IAM::Role Arn': `arn:aws:iam::${account}:role/acme-gateway-${id}`,
    'AWS::SQS::Queue Arn': arn('sqs', Properties.QueueName),
    'AWS::SQS::Queue Ref': `https://sqs.${region}.amazonaws.com/${account}/${Properties.QueueName}`,
  };
  const value = known[`${Type} ${attribute}`];
  if (value === undefined) throw new Error(`${attribute} of ${Type} is not known to tests`);
  return value;
};
