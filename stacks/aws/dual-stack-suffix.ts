/**
 * What the names of AWS's own APIs end with that have addresses of IPv6 too, other than S3's: `dualStackDnsSuffix` of the partition, as the
 * AWS clients know it.
 *
 * @example `sqs.${region}.${dualStackSuffix(region)}` // sqs.eu-west-1.api.aws
 */
export const dualStackSuffix = (region: string): string => {
  if (region.startsWith('cn-')) return 'api.amazonwebservices.com.cn';
  return region.startsWith('eusc-') ? 'api.amazonwebservices.eu' : 'api.aws';
};
