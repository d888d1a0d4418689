/** Versions of the custom-gateway protocol. v1alpha1 has neither cursors nor a version of the gateway. */
export type ProtocolVersion = 'v1alpha1' | 'v1alpha2';

/** The form of messages: protobuf's binary one, or its JSON mapping. */
export type Codec = 'json' | 'proto';

/** One procedure of the protocol. */
export interface Procedure {
  readonly version: ProtocolVersion;
  readonly method: 'Meta' | 'PerformImport';
}

const procedures: Readonly<Record<string, Procedure>> = {
  'elimity.insights.customgateway.v1alpha2.Service/Meta': { version: 'v1alpha2', method: 'Meta' },
  'elimity.insights.customgateway.v1alpha2.Service/PerformImport': { version: 'v1alpha2', method: 'PerformImport' },
  'elimity.insights.customgateway.v1alpha1.Service/PerformImport': { version: 'v1alpha1', method: 'PerformImport' },
};

/**
 * The procedure that a path ends with; a gateway's URL may carry any path of its own in front.
 *
 * @example procedureOf('/hr/elimity.insights.customgateway.v1alpha2.Service/Meta')
 */
export const procedureOf = (path: string): Procedure | undefined => {
  const [service, method] = path.split('/').slice(-2);
  const name = `${service}/${method}`;
  return Object.hasOwn(procedures, name) ? procedures[name] : undefined;
};

/**
 * The version that Meta announces and a request must repeat. It stands for the form of our cursors and fields, not for a build:
 * a request that was begun before a deployment must go on after it.
 */
export const gatewayVersion = 'v1.0.0';

/** The cursor that Meta announces: an import from the beginning. */
export const initialCursor = '';
