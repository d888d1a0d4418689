/**
 * The services' addresses. Cloud Run takes two for each instance, and twice as many while a new revision takes over: 4,096 do for 100
 * sources with 10 instances each. Shared address space (RFC 6598), which Google's page recommends where others are scarce, for the
 * customer's own network is most likely in 10.0.0.0/8 (docs.cloud.google.com/run/docs/configuring/networking-best-practices).
 */
export const serviceRange = '100.64.0.0/20';

/**
 * The addresses that load balancers call with; what the customer's network sees. Google recommends so many
 * (docs.cloud.google.com/load-balancing/docs/proxy-only-subnets).
 */
export const proxyRange = '100.64.16.0/23';
