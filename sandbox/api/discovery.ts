import type { JsonValue } from '../core/json.ts';
import { noSuchResource } from './errors.ts';
import type { KindRegistry } from './kind.ts';

/** Answers a GET of a path that is no resource. Throws StatusError for one that is not served. */
export function discover(kinds: KindRegistry, path: string): JsonValue {
  if (path === '/version') return version;
  if (path === '/healthz' || path === '/readyz' || path === '/livez') return 'ok';
  void kinds;
  throw noSuchResource();
}

const version = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.0',
};
