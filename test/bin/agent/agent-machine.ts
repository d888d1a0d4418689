import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { agentCommand } from '../../../bin/commands/agent.ts';
import { bundleAgent } from '../../../stacks/agent/bundle-agent.ts';
import { inProcess } from '../in-process.ts';
import { type Ended, type Running, running, sallyport } from '../sallyport.ts';

/** A rule of agent.yaml: one kind, and what belongs to it. */
type Rule = Readonly<Record<string, Record<string, unknown>>>;

/** What a machine's network is like. */
export interface MachineOptions {
  /** The way out, which is all that the machine has. */
  readonly proxy: string;
  /** Who is trusted on that way: a file (PEM). */
  readonly authority: string;
}

/** A machine in a private network, with the one file that `npm run build:agent` writes, and nothing of this repository. */
export interface AgentMachine {
  readonly folder: string;
  /** Lays a file. @returns its path */
  file(path: string, text: string): string;
  /** Writes agent.yaml as `sallyport agent allow` prints it for sources; the machine knows better where its files are, and whom to trust. */
  allow(config: string, sources: readonly string[], amend: (rule: Rule) => object): Promise<void>;
  /** @param proof a code, or the options of a registrar */
  enroll(gateway: string, proof: string | readonly string[]): Promise<Ended>;
  /** Runs a command of the agent to its end. */
  command(name: 'check' | 'status', ...more: readonly string[]): Promise<Ended>;
  run(...more: readonly string[]): Running;
  [Symbol.dispose](): void;
}

/** @example using machine = agentMachine({ proxy: proxy.url, authority: 'authority.pem' }) */
export const agentMachine = ({ proxy, authority }: MachineOptions): AgentMachine => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-machine-'));
  const laid = (path: string, text: string | Uint8Array): string => {
    const whole = join(folder, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    return whole;
  };
  const options = {
    file: laid('sallyport-agent.mjs', bundleAgent('esm')),
    cwd: folder,
    environment: {
      HTTPS_PROXY: proxy,
      SALLYPORT_AGENT_CA: authority,
      SALLYPORT_AGENT_FOLDER: join(folder, 'identity'),
    },
  };
  const policy = ['--config', join(folder, 'agent.yaml')];
  return {
    folder,
    file: laid,
    async allow(config, sources, amend) {
      const rules: object[] = [];
      for (const source of sources) {
        const { stdout } = await inProcess(agentCommand, ['agent', 'allow', source, '--config', config]);
        rules.push(...(parse(stdout) as { allow: Rule[] }).allow.map(amend));
      }
      laid('agent.yaml', stringify({ allow: rules, health: { port: 0 } }));
    },
    enroll: (gateway, proof) =>
      typeof proof === 'string'
        ? sallyport(['enroll', '--gateway', gateway, '--code', '-'], { ...options, input: `${proof}\n` })
        : sallyport(['enroll', '--gateway', gateway, ...proof], options),
    command: (name, ...more) => sallyport([name, ...(name === 'check' ? policy : []), ...more], options),
    run: (...more) => running(['run', ...policy, ...more], options),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
};
