/** The routes that an app has, as the tables of access name them. */
export function routesOf({ routes }: { routes: { method: string; path: string }[] }): string[] {
  return [...new Set(routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`))]
    .sort();
}
