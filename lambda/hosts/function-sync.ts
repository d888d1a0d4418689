import { awsSync } from '../platform/aws/aws-sync.ts';
import type { Platform } from '../platform/platform.ts';
import type { OpenTelemetry } from '../telemetry/telemetry.ts';
import { readSyncDocument } from './sync-document.ts';
import { openSyncGateway, type SyncGateway, syncAudit } from './sync-gateway.ts';

/** What the sync of a Lambda function is opened with. */
export interface FunctionSyncOptions {
  /** Of the handler. */
  readonly directory: string;
  readonly platform: Platform;
  /** As the template gives it to the function, with what Lambda adds. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What watches it, where the configuration names a collector. */
  readonly telemetryOf: OpenTelemetry;
}

/**
 * Opens the sync whose document lies beside the handler of a Lambda function.
 *
 * @throws Error that says what to do
 */
export const openFunctionSync = async (options: FunctionSyncOptions): Promise<SyncGateway> => {
  const { directory, platform, environment, telemetryOf } = options;
  const document = readSyncDocument(directory);
  const telemetry = document.telemetry && (await telemetryOf(document.telemetry, syncAudit(document), platform));
  const places = awsSync(
    {
      sourceSecretArn: environment['SALLYPORT_SOURCE_SECRET_ARN'],
      sourceStateBucket: environment['SALLYPORT_SOURCE_STATE_BUCKET'],
      signingKeyArn: environment['SALLYPORT_SIGNING_KEY_ARN'],
      functionName: environment['AWS_LAMBDA_FUNCTION_NAME'],
    },
    platform,
  );
  return openSyncGateway({ document, platform, places, telemetry });
};
