import type { Configuration, Location, VirtualHost } from './model.ts';

/** The server for a host: by its exact name, else by the wildcard for its first label, else that for no host at all. */
export function hostFor({ hosts }: Configuration, host: string): VirtualHost | undefined {
  const asked = hosts.get(host);
  if (asked !== undefined && host !== '_' && !host.startsWith('*')) return asked;
  const name = host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
  const dot = name.indexOf('.');
  return hosts.get(name) ?? (dot < 0 ? undefined : hosts.get(`*${name.slice(dot)}`)) ?? hosts.get('_');
}

/** The location of a path: Exact before all, then the longest. Models the Ingress specification, Multiple matches. */
export function locationFor({ locations }: VirtualHost, path: string): Location | undefined {
  return locations.find((location) => fits(location, path));
}

/** Puts the locations in the order in which they are tried. */
export function inOrder(locations: readonly Location[]): readonly Location[] {
  const rank = ({ pathType }: Location): number => (pathType === 'Exact' ? 0 : 1);
  return locations.toSorted((left, right) => rank(left) - rank(right) || right.path.length - left.path.length);
}

function fits({ path, pathType, pattern }: Location, asked: string): boolean {
  if (pattern !== undefined) return pattern.matcher(asked).find();
  return pathFits(path, pathType, asked);
}

/** Whether a path of an Ingress covers the path of a request: Prefix goes by elements, a trailing slash does not count. */
export function pathFits(path: string, pathType: string, asked: string): boolean {
  if (pathType === 'Exact') return path === asked;
  const prefix = path.replace(/\/+$/, '');
  return prefix === '' || asked === prefix || asked.startsWith(`${prefix}/`);
}
