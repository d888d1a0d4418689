import type { NetworkConfig } from '../../config/config.ts';
import type { Finding, Reached, SourceReport } from '../../lambda/jobs/source-report.ts';
import { version } from '../../lambda/version.ts';
import type { Configured } from '../configured-source.ts';
import { toldOfSource } from '../told-of-source.ts';
import type { ExaminedSource } from './examined-host.ts';
import { failed, type Line, notKnown, ok } from './line.ts';

/** What a source found out about itself, from where it runs. */
export const reportLines = (
  configured: Configured,
  { host }: Pick<ExaminedSource, 'host'>,
  report: SourceReport,
  deploys: string,
): readonly Line[] => {
  const { token, call, destination, egress, outside } = report;
  const found = (what: string, says: string, { ok: isOk, code, reason }: Finding): Line => {
    if (isOk) return ok(what, says);
    const why = toldOfSource(reason ?? 'it failed', configured, host);
    return failed(what, `${why} (${code ?? 'internal'})`, todoOf(what, configured, host.option));
  };
  return [
    report.version === version
      ? ok('version', `${version} runs there`)
      : failed('version', `${report.version} runs there, and this is ${version}`, `deploy again: ${deploys}`),
    found('token', 'there is what proves the gate to the source', token),
    token.ok
      ? found('call', 'one call worked', call)
      : notKnown('call', 'was not tried: there is nothing that proves the gate to the source'),
    ...(destination ? [found('destination', 'there is what proves the gate to the destination', destination)] : []),
    ...egressLines(egress),
    outsideLine(outside, configured.config.network),
  ];
};

const todoOf = (what: string, { name }: Configured, option: string): string =>
  what === 'token' || what === 'destination'
    ? `sallyport secrets check ${name}${option} says what is wrong with the secret`
    : 'look at the source with its administrator: is it up, and may these credentials call it';

const egressLines = (egress: readonly Reached[]): readonly Line[] => {
  if (egress.length === 0) return [];
  const shut = egress.filter(({ open }) => !open).map(({ host }) => host);
  if (shut.length === 0) return [ok('egress', `reached: ${egress.map(({ host }) => host).join(', ')}`)];
  const todo = 'let the network out to it: network.egress and network.hosts, firewalls on the way, and the name itself';
  return [failed('egress', `can not be reached from there: ${shut.join(', ')}`, todo)];
};

/** A network that restricts must be shut to everybody else; one that does not leaves that to the handler. */
const outsideLine = ({ host, open }: Reached, network: NetworkConfig | undefined): Line => {
  if (!open) return ok('outside', `${host} can not be reached from there`);
  const isRestricted = network !== undefined && (network.egress === 'none' || network.allowList);
  if (!isRestricted)
    return ok(
      'outside',
      `${host} can be reached: the configuration restricts no network, and the handler calls its own hosts alone`,
    );
  const rule = network.allowList ? 'network.allowList' : 'network.egress none';
  return failed(
    'outside',
    `${host} can be reached from there, in spite of ${rule}`,
    'find out who changed the network, and deploy again',
  );
};
