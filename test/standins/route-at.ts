/** The route of a request, and what stands for `{name}` in its path, decoded once. */
export interface RouteAt<Named> {
  readonly route: Named;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Finds the route of a method and a path; `undefined` if there is none. Those that stand first win.
 *
 * @example routeAt([{ name: 'GET /users/{id}' }])('GET', '/users/7')?.variables // { id: '7' }
 */
export const routeAt = <Named extends { readonly name: string }>(
  routes: readonly Named[],
): ((method: string, path: string) => RouteAt<Named> | undefined) => {
  const compiled = routes.map((route) => {
    const [method = '', path = ''] = route.name.split(' ');
    const pattern = path.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    return { route, method, pattern: new RegExp(`^${pattern}$`) };
  });
  return (method, path) => {
    for (const { route, method: own, pattern } of compiled) {
      const match = own === method ? pattern.exec(path) : null;
      if (!match) continue;
      const groups = Object.entries(match.groups ?? {});
      return { route, variables: Object.fromEntries(groups.map(([name, text]) => [name, decodeURIComponent(text)])) };
    }
    return undefined;
  };
};
