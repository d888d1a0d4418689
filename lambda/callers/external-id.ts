import { CallerRefused } from './caller-refused.ts';

/**
 * The header by which a vendor says for which of its customers it calls. It is read here and nowhere else: no source gets it.
 *
 * Where all customers of a vendor see the same issuer, subject and audience in its tokens, a customer who gives the vendor the address
 * of somebody else's gateway as its own would have the vendor call there in its name. The vendor's software takes this header from the
 * record of the customer for whom it works, so that such a call is refused: what an external id does for roles of AWS
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html). Like that one it is no secret.
 */
export const externalIdHeader = 'sallyport-external-id';

/** What keeps a request from being made for this customer, or `undefined`. Codes: `external-id-missing`, `external-id-refused`. */
export const externalIdFault = (headers: Headers, expected: string | undefined): CallerRefused | undefined => {
  if (expected === undefined) return undefined;
  const sent = headers.get(externalIdHeader);
  if (!sent) return new CallerRefused('external-id-missing', `there is no header "${externalIdHeader}"`);
  if (sent === expected) return undefined;
  return new CallerRefused('external-id-refused', `the header "${externalIdHeader}" has another value`);
};
