import type { Construct } from 'constructs';
import { relayAlarms, unheardAlarm } from '../relay-alarms.ts';
import { logRule, windowOf } from './alarms.ts';
import type { BuiltGateway } from './gateway-scope.ts';
import { relayMetricAlarms } from './host-alarms.ts';
import { lastLineBefore, relayLines } from './log-query.ts';

/** Lines come minutes late: this much longer than elsewhere nothing must have been heard. */
const lateMinutes = 10;

/**
 * The alarms of a relay: of its log, of its app, and when agents stop to say that they are there. How old the first message of a queue is
 * Azure does not tell; that an agent leaves requests lying the log of sources says (`relay-unclaimed`).
 *
 * @param appId resource id of the app of the relay
 * @param actionGroup resource id
 */
export const gatewayRelayAlarms = (
  scope: Construct,
  gateway: BuiltGateway,
  appId: string,
  actionGroup: string,
): void => {
  const subject = { gateway: gateway.config.gateway };
  for (const alarm of relayAlarms) {
    logRule(scope, gateway, actionGroup, {
      name: alarm.name,
      title: alarm.title,
      says: alarm.says(subject),
      query: relayLines(subject.gateway, alarm.matches),
      ...(alarm.matches.every(({ event }) => event.startsWith('agent.')) && { by: 'agent' }),
      threshold: alarm.threshold,
      evaluationFrequency: 'PT15M',
      windowDuration: windowOf(alarm),
    });
  }
  logRule(scope, gateway, actionGroup, {
    name: unheardAlarm.name,
    title: unheardAlarm.title,
    says: unheardAlarm.says(subject),
    query: lastLineBefore(subject.gateway, unheardAlarm.matches, unheardAlarm.minutes + lateMinutes),
    threshold: 1,
    evaluationFrequency: 'PT15M',
    windowDuration: `P${unheardAlarm.heardMinutes / (24 * 60)}D`,
  });
  relayMetricAlarms(scope, gateway, appId, actionGroup);
};
