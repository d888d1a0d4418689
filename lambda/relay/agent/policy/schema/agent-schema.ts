import * as z from 'zod';
import { fileRuleSchema } from './file-rule-schema.ts';
import { httpRuleSchema } from './http-rule-schema.ts';
import { ldapRuleSchema } from './ldap-rule-schema.ts';
import { sqlRuleSchema } from './sql-rule-schema.ts';

const rule = z
  .strictObject({
    http: httpRuleSchema.optional(),
    sql: sqlRuleSchema.optional(),
    ldap: ldapRuleSchema.optional(),
    file: fileRuleSchema.optional(),
  })
  .superRefine((written, context) => {
    if (Object.values(written).filter((each) => each !== undefined).length === 1) return;
    context.addIssue({
      code: 'custom',
      message: 'must be one rule',
      params: { remedy: 'Write one of http, sql, ldap and file behind each dash.' },
    });
  });

const seconds = (maximum: number, value: number, description: string) =>
  z
    .int()
    .min(1)
    .max(maximum)
    .meta({ description: `${description} Default: ${value}.`, examples: [value] })
    .default(value);

const mebibytes = (description: string) =>
  z
    .int()
    .min(1)
    .max(1024 * 1024)
    .meta({ description: `${description} Default: no limit.`, examples: [64] })
    .optional();

const limits = z
  .strictObject({
    connectSeconds: seconds(600, 30, 'The longest that connecting may take, whatever the gate says.'),
    answerSeconds: seconds(3_600, 900, 'The longest until an answer begins, or a query gives its next rows.'),
    wholeSeconds: seconds(604_800, 86_400, 'The longest that one request may take, its answer included.'),
    requestMebibytes: mebibytes('The largest body that is sent.'),
    answerMebibytes: mebibytes('The largest answer that leaves.'),
  })
  .meta({ description: 'What no request goes beyond.', examples: [{ answerMebibytes: 64 }] })
  .prefault({});

const health = z
  .strictObject({
    port: z
      .int()
      .min(0)
      .max(65_535)
      .meta({ description: 'TCP port on 127.0.0.1; 0 takes any free one. Default: 9464.', examples: [9464] })
      .default(9464),
  })
  .meta({ description: 'Where this machine asks how the agent is, and for its metrics.', examples: [{ port: 9464 }] })
  .prefault({});

const update = z
  .strictObject({
    command: z
      .array(
        z
          .string()
          .min(1)
          .max(4096)
          .refine((word) => !word.includes('\0'), { error: 'must be a word of a command' }),
      )
      .min(1)
      .max(50)
      .meta({
        description: 'The command and its arguments, run as it stands, by no shell.',
        examples: [['/usr/local/bin/update-sallyport-agent']],
      }),
  })
  .meta({
    description:
      'What is run when it is the turn of this agent to update. The agent takes no code from the gate. Default: nothing, it is logged alone.',
    examples: [{ command: ['/usr/local/bin/update-sallyport-agent'] }],
  });

/** An `agent.yaml`: what an agent may reach, and how it runs. */
export const agentSchema = z.strictObject({
  allow: z
    .array(rule)
    .max(1_000)
    .meta({
      description: 'What the gate may reach through this agent. What no rule names is refused.',
      examples: [[{ http: { host: 'hr.acme.internal', paths: ['/api/v2/people'] } }]],
    })
    .default([]),
  capacity: z
    .int()
    .min(1)
    .max(64)
    .meta({ description: 'Requests that are worked on at once. Default: 8.', examples: [8] })
    .default(8),
  limits,
  health,
  update: update.optional(),
  drainSeconds: z
    .int()
    .min(0)
    .max(3_600)
    .meta({
      description: 'How long what is under way may take once the agent is told to stop. Default: 30.',
      examples: [30],
    })
    .default(30),
  log: z
    .enum(['info', 'warn', 'error'])
    .meta({ description: 'The least of what is logged. Default: info.', examples: ['info'] })
    .default('info'),
});

/** Such a file, as it is written with its defaults. */
export type WrittenAgent = z.output<typeof agentSchema>;
