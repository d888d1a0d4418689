import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { agentCommand } from '../bin/commands/agent.ts';
import { exitCode } from '../bin/exit-code.ts';
import { parseConfig } from '../config/load.ts';
import { connectors } from '../connectors/index.ts';
import { parseAgentPolicy } from '../lambda/relay/agent/policy/load-agent-policy.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const page = read('docs/agents.md');

const program = new Command();
agentCommand(program);
const agent = program.commands[0]!;

describe('the page about agents', () => {
  test('names commands and options that there are', () => {
    const lines = [...page.matchAll(/^sallyport(?:-agent| agent) (\S+)(.*)$/gm)];
    expect(lines.length).toBeGreaterThan(7);
    for (const [line, name, rest] of lines) {
      const command = agent.commands.find((each) => each.name() === name);
      expect(command, line).toBeDefined();
      const known = command!.options.map(({ long }) => long);
      for (const [option] of rest!.matchAll(/--[a-z-]+/g)) expect(known, line).toContain(option);
    }
    const all = agent.commands.flatMap(({ options }) => options.map(({ long }) => long));
    for (const option of ['--code', '--pkcs11', '--token', '--signer', '--public-key', '--ca', '--log-file']) {
      expect(page).toContain(option);
      expect(all).toContain(option);
    }
  });

  test('names files that there are, and scripts', () => {
    for (const [file] of page.matchAll(/stacks\/agent\/[\w.-]+/g))
      expect(existsSync(join(root, file)), file).toBe(true);
    expect(JSON.parse(read('package.json')).scripts).toHaveProperty('build:agent');
  });

  test('says the exit codes, which the unit knows', () => {
    expect(page).toContain(`exit code ${exitCode.revoked}`);
    expect(page).toContain(`exit code ${exitCode.replaced}`);
    const unit = read('stacks/agent/sallyport-agent.service');
    expect(unit).toContain(`RestartPreventExitStatus=${exitCode.revoked} ${exitCode.replaced}\n`);
    const installed = /ExecStart=\/usr\/bin\/node (\S+) run\n/.exec(unit)![1]!;
    expect(page).toContain(installed);
  });
});

describe('the examples of the page', () => {
  const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);
  const beginning = (word: string): string => blocks.find((text) => text.startsWith(word))!;

  test('are rules that an agent takes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-agents-page-'));
    try {
      mkdirSync(join(folder, 'secrets'), { mode: 0o700 });
      writeFileSync(join(folder, 'secrets/hr.yaml'), 'user: hr\npassword: example\n', { mode: 0o600 });
      const policy = parseAgentPolicy(beginning('allow:'), join(folder, 'agent.yaml'));
      expect(policy.capacity).toBe(8);
      expect(policy.updateCommand).toEqual(['/usr/local/bin/update-sallyport-agent']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('are a configuration that loads', () => {
    const text = `gateway: acme\nvendor: { name: elimity, identity: { jwt: { issuer: https://auth.elimity.com/, audience: gateway } } }\n`;
    const { relay, sources } = parseConfig(text + beginning('relay:'), 'sallyport.yaml', connectors);
    expect(relay?.agents).toEqual({ maximum: 2, certificateDays: 30 });
    expect(sources['hr']?.via).toBe('relay');
  });
});

describe('the image of an agent', () => {
  const dockerfile = read('stacks/agent/Dockerfile');

  test('runs the file that is built, as no root, and keeps the folder that it uses', async () => {
    const { defaultFolder } = await import('../bin/agent/agent-options.ts');
    expect(read('stacks/agent/build.ts')).toContain("'sallyport-agent.mjs'");
    expect(dockerfile).toContain('COPY sallyport-agent.mjs /app/sallyport-agent.mjs\n');
    expect(dockerfile).toContain('"/app/sallyport-agent.mjs"]');
    expect(dockerfile).toMatch(/\nUSER nonroot\n/);
    expect(dockerfile).toContain(`VOLUME ${defaultFolder}\n`);
  });
});
