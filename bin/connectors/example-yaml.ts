import { flow, type YamlValue, yamlKey } from '../shapes/yaml-text.ts';

/**
 * How a source of a connector is written into sallyport.yaml.
 *
 * @param settings what it says beside its connector
 * @example exampleYaml('okta', { domain: 'acme.okta.com' }) // ['okta:', '  connector: okta', '  domain: acme.okta.com']
 */
export const exampleYaml = (connector: string, settings: Readonly<Record<string, YamlValue>>): readonly string[] => [
  `${yamlKey(connector)}:`,
  ...Object.entries({ connector, ...settings }).map(([name, value]) => `  ${yamlKey(name)}: ${flow(value)}`),
];
