import { clientSettings } from '../../../lambda/platform/aws/client-settings.ts';
import { NotKnown } from '../line.ts';

/** A function's URL, as Lambda has it. */
export interface FunctionUrl {
  readonly url: string;
  readonly authType: string;
  /** Of the function: it tells the account and its partition. */
  readonly functionArn: string;
}

/** What is read on AWS, with the credentials at hand. All of it throws NotKnown. */
export interface AwsReader {
  functionUrl(name: string): Promise<FunctionUrl>;
  /** The function's own policy as JSON; `undefined` if it has none. */
  functionPolicy(name: string): Promise<string | undefined>;
  /** What a function answers to an event. */
  invoke(name: string, event: object, stop: AbortSignal): Promise<string>;
  /** A role's trust policy as JSON; `undefined` if there is no such role. */
  trustPolicy(role: string): Promise<string | undefined>;
  [Symbol.dispose](): void;
}

/** Longer than a report may take, with a cold start. */
const invokeMilliseconds = 180_000;

/** Reads AWS, in a region. What is not read is not loaded. */
export const awsReader = (region: string): AwsReader => {
  const lambda = once(async () => {
    const sdk = await import('@aws-sdk/client-lambda');
    const requestHandler = { ...clientSettings.requestHandler, requestTimeout: invokeMilliseconds };
    return { sdk, client: new sdk.LambdaClient({ ...clientSettings, requestHandler, region }) };
  });
  const iam = once(async () => {
    const sdk = await import('@aws-sdk/client-iam');
    return { sdk, client: new sdk.IAMClient({ ...clientSettings, region }) };
  });
  return {
    functionUrl: (name) =>
      read('lambda:GetFunctionUrlConfig', async () => {
        const { sdk, client } = await lambda.get();
        const found = await client.send(new sdk.GetFunctionUrlConfigCommand({ FunctionName: name }));
        return { url: found.FunctionUrl!, authType: found.AuthType!, functionArn: found.FunctionArn! };
      }),
    functionPolicy: (name) =>
      read('lambda:GetPolicy', () =>
        unlessMissing('ResourceNotFoundException', async () => {
          const { sdk, client } = await lambda.get();
          return (await client.send(new sdk.GetPolicyCommand({ FunctionName: name }))).Policy;
        }),
      ),
    invoke: (name, event, stop) =>
      read('lambda:InvokeFunction', async () => {
        const { sdk, client } = await lambda.get();
        const command = new sdk.InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(event)) });
        const { Payload, FunctionError } = await client.send(command, { abortSignal: stop });
        if (FunctionError) throw new NotKnown('the function failed when it was asked', 'look at its log');
        return Buffer.from(Payload ?? []).toString();
      }),
    trustPolicy: (role) =>
      read('iam:GetRole', () =>
        unlessMissing('NoSuchEntityException', async () => {
          const { sdk, client } = await iam.get();
          const { Role } = await client.send(new sdk.GetRoleCommand({ RoleName: role }));
          return decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
        }),
      ),
    [Symbol.dispose]: () => {
      for (const room of [lambda, iam]) void room.made()?.then(({ client }) => client.destroy());
    },
  };
};

const once = <Value>(make: () => Promise<Value>) => {
  let made: Promise<Value> | undefined;
  return { get: () => (made ??= make()), made: () => made };
};

const unlessMissing = async <Value>(missing: string, work: () => Promise<Value>): Promise<Value | undefined> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && error.name === missing) return undefined;
    throw error;
  }
};

const todoOf = (cause: string, action: string): string => {
  if (cause.startsWith('AccessDenied')) return `sign in as somebody with ${action}`;
  if (cause === 'ResourceNotFoundException') return 'it is not there: deploy again, npx cdk deploy';
  return 'sign in to AWS again, or try later';
};

/** @param action the right that it needs */
const read = async <Value>(action: string, work: () => Promise<Value>): Promise<Value> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotKnown) throw error;
    const cause = error instanceof Error ? error.name : 'unknown';
    throw new NotKnown(`${action} gives no answer (${cause})`, todoOf(cause, action));
  }
};
