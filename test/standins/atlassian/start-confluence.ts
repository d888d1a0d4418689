import type { StandIn } from '../stand-in.ts';
import { type AtlassianApiOptions, startAtlassianApi } from './atlassian-api.ts';
import { confluenceRoutes } from './confluence-routes.ts';
import { type ConfluenceSite, confluenceSite } from './confluence-site.ts';

export interface ConfluenceOptions extends Omit<AtlassianApiOptions, 'product' | 'routes'> {
  readonly size?: { readonly people: number; readonly groups: number };
}

export interface Confluence extends StandIn {
  readonly site: ConfluenceSite;
}

/** A site of Confluence Cloud behind api.atlassian.com. */
export const startConfluence = async (options: ConfluenceOptions): Promise<Confluence> => {
  const { size = { people: 60, groups: 26 }, ...rest } = options;
  const site = confluenceSite(size);
  const standIn = await startAtlassianApi({ ...rest, product: 'confluence', routes: confluenceRoutes(site) });
  return { ...standIn, site };
};
