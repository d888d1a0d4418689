import type { AgentHealth } from './agent-monitor.ts';

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  readonly samples: readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];
}

/** Prometheus' text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). */
export const metricsText = (health: AgentHealth): string => metricsOf(health).map(textOf).join('');

const metricsOf = (health: AgentHealth): readonly Metric[] => {
  const { at, clockOffset, heardAt, certificateEndsAt, requests, bytes } = health;
  const gateNow = at + clockOffset;
  const gauge = (name: string, help: string, value: number): Metric => ({
    name,
    help,
    type: 'gauge',
    samples: [[{}, value]],
  });
  return [
    gauge('connected', 'Whether the gate has heard of this agent within a minute.', Number(health.healthy)),
    gauge('draining', 'Whether it takes no more work.', Number(health.state === 'draining')),
    gauge('requests_running', 'Requests that it works on.', health.running),
    gauge('requests_capacity', 'Requests that it works on at once at most.', health.capacity),
    {
      name: 'requests_total',
      help: 'Requests that have ended, by outcome.',
      type: 'counter',
      samples: Object.entries(requests).map(([outcome, value]) => [{ outcome }, value]),
    },
    {
      name: 'mailbox_bytes_total',
      help: 'Encrypted bytes over the mailbox.',
      type: 'counter',
      samples: Object.entries(bytes).map(([direction, value]) => [{ direction }, value]),
    },
    ...(heardAt === undefined
      ? []
      : [gauge('heartbeat_age_seconds', 'Since the gate has answered a heartbeat.', (gateNow - heardAt) / 1_000)]),
    gauge('certificate_seconds', 'Until the certificate ends.', (certificateEndsAt - gateNow) / 1_000),
    gauge('clock_offset_seconds', 'How far the clock of this machine is behind the gate.', clockOffset / 1_000),
    gauge('update_available', 'Whether the gate has another version.', Number(health.newVersion !== undefined)),
    {
      name: 'info',
      help: 'Which agent this is.',
      type: 'gauge',
      samples: [[{ agent: health.agent, gateway: health.gateway, version: health.version }, 1]],
    },
  ];
};

const textOf = ({ name, help, type, samples }: Metric): string => {
  const full = `sallyport_agent_${name}`;
  const lines = samples.map(([labels, value]) => `${full}${labelsOf(labels)} ${value}`);
  return [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, ...lines, ''].join('\n');
};

const labelsOf = (labels: Readonly<Record<string, string>>): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, '_')}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
};
