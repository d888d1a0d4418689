import { bearerOf, scopedRoutes, type VendorRules } from '../scoped-routes.ts';
import { type StandIn, startStandIn } from '../stand-in.ts';
import type { Collaboration } from './collaboration-data.ts';
import { collaborationRoutes } from './collaboration-routes.ts';
import type { Directory } from './directory-data.ts';
import { directoryRoutes } from './directory-routes.ts';
import { fileRoutes } from './file-routes.ts';
import { type GoogleCaller, invalid, notFound, refuse } from './google-answers.ts';
import { meetingRoutes } from './meeting-routes.ts';
import type { Google } from './start-google.ts';

/** The hosts that it stands for. */
export const workspaceHosts = [
  'admin.googleapis.com',
  'www.googleapis.com',
  'gmail.googleapis.com',
  'meet.googleapis.com',
  'chat.googleapis.com',
] as const;

/** What there is behind these hosts. */
export interface WorkspaceOptions {
  readonly directory: Directory;
  readonly collaboration: Collaboration;
  /** Whose tokens are taken. */
  readonly google: Pick<Google, 'tokens' | 'ends'>;
  now(): number;
}

/** The APIs of Google Workspace, for tokens that Google gave, as long as they last and as far as their scopes go. */
export const startWorkspace = ({ directory, collaboration, google, now }: WorkspaceOptions): Promise<StandIn> => {
  const rules: VendorRules<GoogleCaller> = {
    unknownPath: notFound,
    callerOf: (request) => {
      const bearer = bearerOf(request) ?? '';
      const token = google.tokens.get(bearer);
      if (!token || (google.ends.get(bearer) ?? 0) <= now()) return refuse(401, 'authError', 'UNAUTHENTICATED');
      return { actor: token.actor, scopes: token.scope.split(' ') };
    },
    checkScopes: (caller, scopes) => {
      if (!scopes.some((scope) => caller.scopes.includes(scope)))
        refuse(403, 'insufficientPermissions', 'PERMISSION_DENIED');
    },
    wrongParameter: invalid,
  };
  const routes = {
    ...directoryRoutes(directory),
    ...collaborationRoutes(collaboration, directory.administrator),
    ...fileRoutes(collaboration),
    ...meetingRoutes(collaboration),
  };
  return startStandIn(scopedRoutes(routes, rules), now);
};
