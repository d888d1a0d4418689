import { isIPv4 } from 'node:net';
import * as z from 'zod';
import { mapOf } from './map-of.ts';
import { routeName } from './name.ts';
import { textLike } from './text.ts';

const label = '(?!-)[A-Za-z0-9-]{1,63}(?<!-)';
const hostName = `(?=.{1,253}$)(${label}\\.)+${label}`;

const route = z
  .strictObject({
    host: textLike(
      new RegExp(`^${hostName}$`),
      'the name of a host',
      "The name that the gate calls, which the system's certificate names.",
      'bi.acme.internal',
    ),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .meta({ description: 'Its port.', examples: [443] })
      .default(443),
    addresses: z
      .array(
        z
          .string()
          .refine(isIPv4, { error: 'must be an IPv4 address' })
          .meta({ examples: ['10.20.0.10'] }),
      )
      .min(1)
      .max(50)
      .refine((addresses) => new Set(addresses).size === addresses.length, { error: 'names an address twice' })
      .meta({ description: "Where it is, reachable from the gateway's network.", examples: [['10.20.0.10']] }),
  })
  .meta({
    description: 'A system in your network, reached by an internal load balancer.',
    examples: [{ host: 'bi.acme.internal', addresses: ['10.20.0.10', '10.20.0.11'] }],
  });

/** The network that the gateway's functions are put into. */
export const network = z
  .strictObject({
    egress: z.enum(['none', 'ipv6', 'nat', 'existing']).meta({
      description:
        'How it lets out. none: not to the internet at all; the cloud itself and your network alone. ipv6: by IPv6, through a gateway that ' +
        'lets nobody in, at no cost (AWS). nat: by IPv4 with address translation, which costs money while it stands (docs/network.md). existing: as the network does that deploy names.',
      examples: ['nat'],
    }),
    allowList: z
      .boolean()
      .meta({
        description:
          "Whether the network itself lets out to the hosts of the sources and of the vendor's issuer alone. The handler always does. It " +
          'costs money on some clouds (docs/network.md).',
        examples: [true],
      })
      .default(false),
    hosts: z
      .array(
        textLike(
          new RegExp(`^(\\*\\.)?${hostName}$`),
          'the name of a host, or *. and the name of a domain',
          'A host, or a domain and all below.',
          'keys.elimity.com',
        ),
      )
      .meta({
        description: "Further hosts of the list, such as that of the issuer's keys if it is another one.",
        examples: [['keys.elimity.com']],
      })
      .default([]),
    routes: mapOf(routeName, route)
      .meta({
        description: 'Systems in your network that are reached by an internal load balancer, by name.',
        examples: [{ bi: { host: 'bi.acme.internal', addresses: ['10.20.0.10'] } }],
      })
      .default({}),
  })
  .refine(({ hosts, allowList }) => allowList || hosts.length === 0, {
    error: 'has no use without allowList: true',
    path: ['hosts'],
  })
  .meta({
    description:
      "A network of the functions' own, which lets nobody in. Default: none; functions go out as the cloud lets them.",
    examples: [{ egress: 'nat', allowList: true }],
  });
