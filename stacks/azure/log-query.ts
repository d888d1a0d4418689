import type { LogMatch } from '../alarms.ts';

/** A text of the query language (learn.microsoft.com/kusto/query/scalar-data-types/string). */
const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, (special) => `\\${special}`)}'`;

const oneOf = (texts: readonly string[]): string => texts.map(quoted).join(', ');

/**
 * The lines of a gateway's log as a table: `TimeGenerated`, `line` with all its fields, and `event` and `source` as columns. What is no JSON
 * line of the gate is left out.
 *
 * The name of the table is that of Azure Monitor as destination; the older one's ends with `_CL` and its columns with `_s`
 * (learn.microsoft.com/azure/azure-monitor/reference/tables/containerappconsolelogs).
 *
 * @example [gatewayLines('acme'), "where event == 'token.stopped'"].join('\n| ')
 */
export const gatewayLines = (gateway: string): string =>
  [
    'ContainerAppConsoleLogs',
    "where Log startswith '{'",
    'extend line = parse_json(Log)',
    `where tostring(line.gateway) == ${quoted(gateway)}`,
    'extend event = tostring(line.event), source = tostring(line.source)',
  ].join('\n| ');

/**
 * Lines that match any one of these, of these sources.
 *
 * @param sources their names
 */
export const matchingLines = (gateway: string, matches: readonly LogMatch[], sources: readonly string[]): string =>
  [
    gatewayLines(gateway),
    `where ${matches.map(condition).join(' or ')}`,
    `where source in (${oneOf(sources)})`,
    'project TimeGenerated, source, event, code = tostring(line.code)',
  ].join('\n| ');

/** Lines of the relay that match any one of these, each with the agent that it is about, if it is about one. */
export const relayLines = (gateway: string, matches: readonly LogMatch[]): string =>
  [
    gatewayLines(gateway),
    `where ${matches.map(condition).join(' or ')}`,
    'project TimeGenerated, agent = tostring(line.agent), event, code = tostring(line.code)',
  ].join('\n| ');

/**
 * The time of the last line that matches any one of these, if there is one in the time that is looked at and none in the last minutes of
 * it.
 */
export const lastLineBefore = (gateway: string, matches: readonly LogMatch[], minutes: number): string =>
  [
    gatewayLines(gateway),
    `where ${matches.map(condition).join(' or ')}`,
    'summarize heard = max(TimeGenerated)',
    `where heard < ago(${minutes}m)`,
  ].join('\n| ');

/**
 * The jobs of these names that ran within the two days that are looked at, and not within the last of them: an hour is for lines that
 * come late. One that never ran is not among them, for it may be new.
 *
 * @param jobs names of Container Apps jobs, each of which starts once a day at least, in UTC
 */
export const silentJobs = (jobs: readonly string[]): string =>
  [
    'ContainerAppSystemLogs',
    `where JobName in (${oneOf(jobs)})`,
    'summarize ran = max(TimeGenerated) by JobName',
    'where ran < ago(25h)',
    'project JobName',
  ].join('\n| ');

const condition = ({ event, where }: LogMatch): string =>
  where
    ? `(event == ${quoted(event)} and tostring(line.${where.field}) in (${oneOf(where.oneOf)}))`
    : `event == ${quoted(event)}`;
