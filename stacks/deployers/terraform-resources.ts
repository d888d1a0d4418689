/** Resources of a template of Terraform: by type, and by what Terraform calls them. */
export type TerraformResources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** The values of a property of all resources of a type that are texts and no references. */
export const textsOf = (resources: TerraformResources, type: string, property: string): readonly string[] =>
  Object.values(resources[type] ?? {})
    .map((resource) => resource[property])
    .filter((value) => typeof value === 'string')
    .filter((value) => !value.includes('${'));
