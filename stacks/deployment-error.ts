/** Why a deployment can not be made from a configuration. */
export type DeploymentErrorCode =
  | 'connector-unknown'
  | 'data-file-missing'
  | 'data-file-outside'
  | 'data-file-reserved'
  | 'data-path-malformed'
  | 'data-too-large'
  | 'destination-unknown'
  | 'egress-unsupported'
  | 'handler-broken'
  | 'handler-missing'
  | 'image-unreachable'
  | 'network-missing'
  | 'object-malformed'
  | 'region-missing'
  | 'rights-unknown'
  | 'role-malformed'
  | 'route-unsupported'
  | 'source-names-alike'
  | 'too-many-sources'
  | 'vendor-unprovable';

/**
 * The infrastructure can not be described. `message` says what is wrong and what to do about it.
 *
 * @example throw new DeploymentError('data-file-missing', './people.csv is not there. Put the file beside the configuration.')
 */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError';
  readonly code: DeploymentErrorCode;

  constructor(code: DeploymentErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
