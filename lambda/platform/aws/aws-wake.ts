import type { LambdaClient } from '@aws-sdk/client-lambda';
import { PlatformError, type PlatformErrorCode } from '../platform-error.ts';
import { clientSettings, shortCall } from './client-settings.ts';

/** Which function is woken up. */
export interface AwsWakeOptions {
  /** Its name; `undefined` where this process is none. */
  readonly name: string | undefined;
  /** @default - that of the process */
  readonly region?: string | undefined;
}

/** What the schedule of that job sends too. */
const event = JSON.stringify({ job: 'resume' });

/**
 * Has a sync's function begin its job `resume`: it is invoked, and nobody waits for it. The client is loaded at first use.
 *
 * Of a chain of functions that invoke each other Lambda ends the 16th, unless the function says that it means it
 * (docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html).
 *
 * @throws PlatformError `wake-missing`, `wake-denied` or `wake-unreachable`
 * @example await awsWake({ name: process.env.AWS_LAMBDA_FUNCTION_NAME })()
 */
export const awsWake = ({ name, region }: AwsWakeOptions): (() => Promise<void>) => {
  let client: LambdaClient | undefined;
  return async () => {
    if (!name)
      throw new PlatformError('wake-missing', 'this process is no function of Lambda: deploy the gateway again');
    const sdk = await import('@aws-sdk/client-lambda');
    client ??= new sdk.LambdaClient({ ...clientSettings, ...(region && { region }) });
    const command = new sdk.InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload: Buffer.from(event) });
    try {
      await client.send(command, shortCall());
    } catch (error) {
      throw wakeError(error);
    }
  };
};

/** Errors of Invoke (docs.aws.amazon.com/lambda/latest/api/API_Invoke.html). */
const causes: Readonly<Record<string, readonly [PlatformErrorCode, string]>> = {
  ResourceNotFoundException: ['wake-missing', 'there is no such function of Lambda: deploy the gateway again'],
  AccessDeniedException: ['wake-denied', "the sync's function may not be invoked: grant lambda:InvokeFunction on it"],
  CredentialsProviderError: ['wake-denied', 'there are no AWS credentials: sign in, or set AWS_PROFILE'],
  ExpiredTokenException: ['wake-denied', 'the AWS credentials of this process have expired: sign in again'],
  UnrecognizedClientException: ['wake-denied', 'AWS does not know the credentials of this process: sign in again'],
  RecursiveInvocationException: [
    'wake-denied',
    "Lambda took the sync's calls of itself for a loop: allow them by RecursiveLoop: Allow of its function",
  ],
};

const wakeError = (error: unknown): PlatformError => {
  const name = error instanceof Error ? error.name : 'unknown';
  const [code, sentence] = causes[name] ?? ['wake-unreachable', 'AWS Lambda can not be reached, or failed: try again'];
  return new PlatformError(code, sentence, { detail: { cause: name }, cause: error });
};
