import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { renderJsonSchema } from '../../config/json-schema.ts';
import { connectors } from '../../connectors/index.ts';

/** `sallyport schema`: the JSON Schema of sallyport.yaml, for editors. */
export const schemaCommand = (program: Command): void => {
  program
    .command('schema')
    .description('Print the JSON Schema of sallyport.yaml, which editors check and complete it with.')
    .option('-w, --write <file>', 'write it to a file instead')
    .addHelpText(
      'after',
      '\nExamples:\n  sallyport schema --write sallyport.schema.json\n  # then in sallyport.yaml: # yaml-language-server: $schema=./sallyport.schema.json',
    )
    .action(({ write }: { write?: string }) => {
      const text = renderJsonSchema(connectors);
      if (write) writeFileSync(write, text);
      else process.stdout.write(text);
    });
};
