import type { UnnamedScheme } from '../../authentication/scheme-fields.ts';
import { awsSignatureScheme } from '../../authentication/written/aws-signature-form.ts';
import { cookieProblem, headerProblem, queryNameProblem } from '../../authentication/written/key-place.ts';
import { textOf } from '../json-object.ts';
import { overrideKeys } from './document-option.ts';
import { type DocumentScheme, oauthScheme } from './oauth-scheme.ts';
import { overrideExample, SchemeProblem } from './scheme-problem.ts';

/**
 * What a scheme of an OpenAPI document means for the gate.
 *
 * @throws SchemeProblem if it can not be used as it stands there
 * @see https://spec.openapis.org/oas/v3.2.0.html#security-scheme-object
 */
export const readScheme = (scheme: DocumentScheme): UnnamedScheme => {
  const { json } = scheme;
  const type = textOf(json['type']);
  if (type === 'oauth2' || type === 'openIdConnect') return applied(scheme, 'token', oauthScheme);
  if (type === 'apiKey' && isAwsSignature(scheme)) return applied(scheme, 'awsSignature', signatureScheme);
  if (type === 'apiKey') return applied(scheme, undefined, keyScheme);
  if (type === 'http') return applied(scheme, undefined, httpScheme);
  if (type === 'mutualTLS') return applied(scheme, undefined, () => ({ kind: 'certificate' }));
  throw new SchemeProblem('has no type that is known here', otherWay);
};

const otherWay = 'Write under authentication how the API wants to be called, such as { header: x-api-key }.';

/** Makes the scheme, if what the configuration says otherwise of it can be said of its kind. */
const applied = (
  scheme: DocumentScheme,
  kind: keyof typeof overrideKeys | undefined,
  make: (scheme: DocumentScheme) => UnnamedScheme,
): UnnamedScheme => {
  const known = kind === undefined ? [] : overrideKeys[kind];
  const foreign = Object.entries(scheme.override).find(([key, value]) => value !== undefined && !known.includes(key));
  if (!foreign) return make(scheme);
  throw new SchemeProblem(
    `is of a type that has no ${foreign[0]}`,
    known.length > 0
      ? `The keys here are: ${known.join(', ')}.`
      : 'Remove it, or write under authentication how the API really wants to be called.',
  );
};

const keyScheme = ({ json }: DocumentScheme): UnnamedScheme => {
  const name = textOf(json['name']) ?? '';
  const place = textOf(json['in']);
  if (place === 'header') return { kind: 'key', in: place, name: checkedName(name.toLowerCase(), headerProblem) };
  if (place === 'query') return { kind: 'key', in: place, name: checkedName(name, queryNameProblem) };
  if (place === 'cookie') return { kind: 'key', in: place, name: checkedName(name, cookieProblem) };
  throw new SchemeProblem('is a key that is neither in a header, nor in the query, nor in a cookie', otherWay);
};

const checkedName = (name: string, problemOf: (name: string) => string | undefined): string => {
  if (problemOf(name) === undefined) return name;
  throw new SchemeProblem('is a key under a name that can not be used', otherWay);
};

const httpScheme = ({ json }: DocumentScheme): UnnamedScheme => {
  const scheme = textOf(json['scheme'])?.toLowerCase();
  if (scheme === 'basic' || scheme === 'bearer') return { kind: scheme };
  throw new SchemeProblem('is of a scheme of HTTP that the gate does not know: it knows basic and bearer', otherWay);
};

/** docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html */
const isAwsSignature = ({ json }: DocumentScheme): boolean =>
  textOf(json['x-amazon-apigateway-authtype'])?.toLowerCase() === 'awssigv4';

const signatureScheme = ({ name, override, server }: DocumentScheme): UnnamedScheme => {
  // <api>.execute-api.<region>.amazonaws.com, unless the API has a domain of its own.
  const region = override.region ?? /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com/.exec(server)?.[1];
  if (region === undefined) {
    throw new SchemeProblem('says not in which region of AWS it is', overrideExample(name, 'region: eu-west-1'));
  }
  const { service = 'execute-api', credentials = 'host', role } = override;
  return awsSignatureScheme({ service, region, credentials, role });
};
