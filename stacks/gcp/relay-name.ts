/** What the service and the account of a relay are called after the gateway's name. No source may be called so beside a relay. */
export const relayName = 'relay';
