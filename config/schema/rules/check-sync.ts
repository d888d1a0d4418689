import type { DestinationForm } from '../../destination-form.ts';
import { type Draft, type DraftSync, entries, type Report } from '../draft.ts';
import { checkSignIn } from './check-sign-in.ts';
import { checkSyncMap } from './check-sync-map.ts';

/** A sync needs a source that serves imports, a name of its own, agents where it goes through them, and a map that can be read. */
export const checkSync = (draft: Draft, destinations: readonly DestinationForm[], report: Report): void => {
  for (const [name, sync] of entries(draft.sync)) {
    checkName(draft, name, report);
    checkSource(draft, name, sync, report);
    checkWay(draft, name, sync, report);
    checkServers(name, sync, report);
    checkSignIn(name, sync, report);
    checkSyncMap(name, sync, destinations, report);
  }
};

const checkName = ({ sources }: Draft, name: string, report: Report): void => {
  if (name === 'relay')
    report(['sync', name], "is the name of the gateway's function for agents", 'name it otherwise', 'key');
  if (entries(sources).some(([source]) => source === name))
    report(['sync', name], 'is the name of a source already', 'name it otherwise, such as bi-users', 'key');
};

const checkSource = ({ sources }: Draft, name: string, { from }: DraftSync, report: Report): void => {
  if (typeof from !== 'string') return;
  const names = entries(sources).map(([source]) => source);
  if (!names.includes(from)) {
    report(['sync', name, 'from'], 'is no source of this file', `the sources are: ${names.join(', ')}`);
    return;
  }
  const serve = sources?.[from]?.serve;
  if (Array.isArray(serve) && !serve.includes('import'))
    report(['sync', name, 'from'], 'serves no imports', `add import to serve of ${from}`);
};

const checkWay = ({ relay }: Draft, name: string, { to }: DraftSync, report: Report): void => {
  if (to?.via === 'relay' && relay === undefined) {
    const remedy = 'add relay: { agents: { maximum: 2 } } to the file, or leave out via';
    report(['sync', name, 'to', 'via'], 'there are no agents that it could be reached through', remedy);
  }
  if (to?.agents !== undefined && to.via === undefined) {
    const remedy = 'add via: relay to the destination, or leave out agents';
    report(['sync', name, 'to', 'agents'], 'the destination is not reached through agents', remedy);
  }
};

const checkServers = (name: string, { signIn }: DraftSync, report: Report): void => {
  const servers = Array.isArray(signIn?.servers) ? signIn.servers : [];
  servers.forEach(({ name: own } = {}, index) => {
    if (servers.findIndex((other) => other?.name === own) === index) return;
    report(
      ['sync', name, 'signIn', 'servers', index, 'name'],
      'two servers have this name',
      'give each a name of its own',
    );
  });
};
