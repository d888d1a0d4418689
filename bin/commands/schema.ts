import { writeFileSync } from 'node:fs';
import { Argument, type Command } from 'commander';
import { renderJsonSchema } from '../../config/json-schema.ts';
import { renderShapesJsonSchema } from '../../config/shapes/json-schema.ts';
import { renderDefinitionJsonSchema } from '../../connectors/definition/json-schema.ts';
import { connectors } from '../../connectors/index.ts';
import { renderAgentJsonSchema } from '../../lambda/relay/agent/policy/schema/agent-json-schema.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';

const render = {
  config: () => renderJsonSchema(connectors),
  shapes: renderShapesJsonSchema,
  connector: renderDefinitionJsonSchema,
  agent: renderAgentJsonSchema,
};

/** `sallyport schema`: the JSON Schemas of sallyport.yaml, of shapes files, of connectors and of agent.yaml, for editors. */
export const schemaCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  program
    .command('schema')
    .description(
      'Print the JSON Schema of sallyport.yaml, shapes files, connectors or agent.yaml, which editors check and complete them with.',
    )
    .addArgument(
      new Argument(
        '[of]',
        'sallyport.yaml (config), a shapes file (shapes), the definition of a connector (connector) or agent.yaml (agent)',
      )
        .choices(Object.keys(render))
        .default('config'),
    )
    .option('-w, --write <file>', 'write it to a file instead')
    .addHelpText(
      'after',
      `
Examples:
  sallyport schema --write sallyport.schema.json
  # then in sallyport.yaml: # yaml-language-server: $schema=./sallyport.schema.json
  sallyport schema shapes --write sallyport-shapes.schema.json
  # then in a shapes file: # yaml-language-server: $schema=./sallyport-shapes.schema.json
  sallyport schema connector --write sallyport-connector.schema.json
  # then in a connector of your own: # yaml-language-server: $schema=./sallyport-connector.schema.json
  sallyport schema agent --write sallyport-agent.schema.json
  # then in agent.yaml: # yaml-language-server: $schema=./sallyport-agent.schema.json`,
    )
    .action((of: keyof typeof render, { write }: { write?: string }) => {
      const text = render[of]();
      if (write) writeFileSync(write, text);
      else terminal.output.write(text);
    });
};
