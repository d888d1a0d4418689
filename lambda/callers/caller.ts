import type { Profile } from '../../config/config.ts';

/**
 * Who a request comes from, once that is proved. Both names stand for the vendor's workload, not for a person, so that they may
 * go to the audit log.
 */
export interface Caller {
  /** The issuer that vouches for the caller: an OpenID issuer, or `aws-iam`. */
  readonly issuer: string;
  /**
   * The name under which the issuer knows the caller: the token's `sub`, or the ARN of the role that it assumed. `undefined` where
   * the token has no `sub`, which a JWT need not have (RFC 7519 §4.1.2).
   */
  readonly subject: string | undefined;
  readonly profile: Profile;
}

/** An identity that the host's platform has verified before the handler runs. */
export interface PlatformPrincipal {
  readonly type: 'aws-iam';
  /** As in `requestContext.authorizer.iam.userArn` of a function URL's event. */
  readonly arn: string;
  /** As in `requestContext.authorizer.iam.accountId`: 12 digits. */
  readonly accountId?: string | undefined;
}

/** What a host knows about a request beside the request itself. */
export interface CallContext {
  /** Where the vendor reaches this source; the token's URL claim must name it. Absolute, without query and fragment. */
  readonly publicUrl: string;
  /** @default - the platform verified nobody */
  readonly principal?: PlatformPrincipal | undefined;
}

/**
 * Proves who calls, or throws CallerRefused.
 *
 * The request must carry every `Authorization` header that was received. Node's `IncomingMessage.headers` drops the second one
 * silently: build the request from `rawHeaders` (`@hono/node-server` does). AWS function URLs join both with a comma.
 *
 * @example const caller = await verifyCaller(request, { publicUrl: 'https://abc.lambda-url.eu-west-1.on.aws/' });
 */
export type VerifyCaller = (request: Request, context: CallContext) => Promise<Caller>;
