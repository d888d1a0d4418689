import { type Draft, entries, type Report } from '../draft.ts';

/** The name that the gateway's function for agents has among its sources' own. */
const reservedSource = 'relay';

/** A source behind agents needs agents; registrars must be told apart; the relay's own name must be free. */
export const checkRelay = ({ sources, relay }: Draft, report: Report): void => {
  for (const [name, source] of entries(sources)) {
    if (source?.via === 'relay' && relay === undefined) {
      const remedy = 'add relay: { agents: { maximum: 2 } } to the file, or leave out via';
      report(['sources', name, 'via'], 'there are no agents that it could be reached through', remedy);
    }
    if (source?.agents !== undefined && source.via === undefined) {
      const remedy = 'add via: relay to the source, or leave out agents';
      report(['sources', name, 'agents'], 'the source is not reached through agents', remedy);
    }
  }
  if (relay !== undefined && entries(sources).some(([name]) => name === reservedSource)) {
    report(['sources', reservedSource], "is the name of the gateway's function for agents", 'name it otherwise', 'key');
  }
  const registrars = Array.isArray(relay?.registrars) ? relay.registrars : [];
  registrars.forEach(({ name } = {}, index) => {
    if (registrars.findIndex((other) => other?.name === name) === index) return;
    report(['relay', 'registrars', index, 'name'], 'two registrars have this name', 'give each a name of its own');
  });
};
