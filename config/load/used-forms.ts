import type { ConnectorForm } from '../connector-form.ts';
import { child } from './child.ts';

/**
 * The connectors that a configuration names; all of them if it names one that is not known, or none, for then the message lists them. What
 * is known of a connector is read when it is asked for, and a configuration uses few.
 *
 * @param value what stands in the file
 */
export const usedForms = (value: unknown, connectors: readonly ConnectorForm[]): readonly ConnectorForm[] => {
  const sources = child(value, 'sources');
  if (typeof sources !== 'object' || sources === null) return connectors;
  const names = new Set(Object.values(sources).map((source) => child(source, 'connector')));
  const used = connectors.filter(({ name }) => names.has(name));
  if (used.length === 0 || used.length < names.size) return connectors;
  // Destinations are few, and known by connectors.
  if (child(value, 'sync') === undefined) return used;
  return connectors.filter((form) => names.has(form.name) || form.destination);
};
