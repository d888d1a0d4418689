import { describe } from 'vitest';
import { good } from '../forms.ts';
import { testChanges } from '../problems-of.ts';

const top = (text: string) => ['deploy:', `${text}\ndeploy:`] as const;

describe('monitoring', () => {
  testChanges(good, [
    [
      'with everything is right',
      ...top(
        'monitoring: { dashboard: true, telemetry: { endpoint: "https://otel.acme.example:4318", traces: false } }',
      ),
    ],
    [
      'sends to nowhere',
      ...top('monitoring: { telemetry: {} }'),
      '19:26 monitoring.telemetry.endpoint: is missing | Write, for example: endpoint: https://otel.acme.example:4318',
    ],
    [
      'sends without TLS',
      ...top('monitoring: { telemetry: { endpoint: "http://otel.acme.example:4318" } }'),
      '19:38 monitoring.telemetry.endpoint: must begin with https:// | Write, for example: endpoint: https://otel.acme.example:4318',
    ],
  ]);
});

describe('tags', () => {
  testChanges(good, [
    ['that every cloud takes are right', ...top('tags: { cost-center: "4711", team: identity }')],
    [
      'have a name with a capital letter',
      ...top('tags: { CostCenter: "4711" }'),
      '19:9 tags.CostCenter: must be 1 to 63 lower-case letters, digits, - and _, beginning with a letter (what every cloud takes) | ',
    ],
    [
      'have a number for a value',
      ...top('tags: { cost-center: 4711 }'),
      '19:22 tags.cost-center: must be text, not a number (as a number it loses leading zeros and late digits) | Put it in quotes: write "4711".',
    ],
    [
      'have a value with a space',
      ...top('tags: { team: "identity team" }'),
      '19:15 tags.team: must be at most 63 lower-case letters, digits, - and _ (what every cloud takes), in quotes if it is a number | Write, for example: team: "4711"',
    ],
  ]);
});

describe('the check of a source', () => {
  const check = (text: string) => ['    place: hall', `    place: hall\n    check: ${text}`] as const;
  testChanges(good, [
    ['on a schedule is right', ...check('{ cron: "*/30 7-19 * * 1-5", timeZone: Europe/Brussels }')],
    [
      'has no time zone',
      ...check('{ cron: "0 2 * * *" }'),
      '14:12 sources.books.check.timeZone: is missing | Write, for example: timeZone: Europe/Brussels',
    ],
    [
      'has six fields',
      ...check('{ cron: "0 0 2 * * *", timeZone: UTC }'),
      '14:20 sources.books.check.cron: must have five fields (minute, hour, day of the month, month, weekday), not 6 | Write, for example: cron: 0 2 * * *',
    ],
    [
      'is on no day',
      ...check('{ cron: "0 0 31 2 *", timeZone: UTC }'),
      '14:20 sources.books.check.cron: never fires: no such day is in the calendar | Write, for example: cron: 0 2 * * *',
    ],
    [
      'is in a city that is no time zone',
      ...check('{ cron: "0 2 * * *", timeZone: Europe/Bruges }'),
      '14:43 sources.books.check.timeZone: is not a time zone | Did you mean Europe/Brussels?',
    ],
  ]);
});
