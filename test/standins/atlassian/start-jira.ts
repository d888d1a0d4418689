import type { StandIn } from '../stand-in.ts';
import { type AtlassianApiOptions, startAtlassianApi } from './atlassian-api.ts';
import { jiraRoutes } from './jira-routes.ts';
import { type JiraSite, jiraSite } from './jira-site.ts';

export interface JiraOptions extends Omit<AtlassianApiOptions, 'product' | 'routes'> {
  readonly size?: { readonly people: number; readonly groups: number };
}

export interface Jira extends StandIn {
  readonly site: JiraSite;
}

/** A site of Jira Cloud behind api.atlassian.com. */
export const startJira = async ({ size = { people: 90, groups: 14 }, ...options }: JiraOptions): Promise<Jira> => {
  const site = jiraSite(size);
  const standIn = await startAtlassianApi({ ...options, product: 'jira', routes: jiraRoutes(site) });
  return { ...standIn, site };
};
