import {
  isObject,
  StatusError,
  type Cancel,
  type Client,
  type Cluster,
  type JsonObject,
  type WatchStream,
} from '../../../sandbox/index.ts';
import type { Check, CheckWorld, Invariant } from '../checks/define-check.ts';
import { kindOf, type PartialObject } from '../checks/objects.ts';
import { checkWorld, nothingDone } from './check-world.ts';

interface Tally {
  looked: number;
  firstFailure?: string;
  failedAt?: number;
  firstSuccessAt?: number;
}

/**
 * Asks a check again at every change of the objects it looks at, from now until it is cancelled. The changes come from watches,
 * so that no revision is missed, even those that came and went within one instant.
 */
export function keepInvariant(cluster: Cluster, check: Check): { readonly invariant: () => Invariant; readonly cancel: Cancel } {
  const tally: Tally = { looked: 0 };
  const streams: WatchStream[] = [];
  const seen = new Seen();
  const world: CheckWorld = {
    ...checkWorld(cluster, '/', nothingDone),
    client: seen.client(cluster.client()),
  };
  let ended = false;
  const look = async (): Promise<void> => {
    const finding = await check.evaluate(world);
    tally.looked++;
    if (finding.holds) tally.firstSuccessAt ??= cluster.clock.now();
    else if (tally.firstFailure === undefined) {
      tally.firstFailure = finding.found;
      tally.failedAt = cluster.clock.now();
    }
  };
  const follow = async (path: Path, resourceVersion: string): Promise<void> => {
    const stream = await cluster.client().watch({ ...path, options: { resourceVersion } });
    streams.push(stream);
    if (ended) stream.close();
    for await (const event of stream.through(cluster.clock)) {
      if (ended || event.type === 'ERROR') break;
      seen.note(path, event.type, event.object);
      if (event.type !== 'BOOKMARK') await look();
    }
  };
  const begin = async (): Promise<void> => {
    const paths = check.watches.flatMap((partial) => pathOf(cluster, partial) ?? []);
    const versions = new Map<Path, string>();
    for (const path of new Map(paths.map((path) => [keyOf(path), path])).values()) {
      const { body } = await cluster.client().request({ verb: 'list', ...path });
      const items = Array.isArray(body['items']) ? (body['items'] as readonly JsonObject[]) : [];
      for (const object of items) seen.note(path, 'ADDED', object);
      const metadata = isObject(body['metadata']) ? body['metadata'] : {};
      versions.set(path, String(metadata['resourceVersion'] ?? ''));
    }
    await look();
    for (const [path, version] of versions) void cluster.clock.run(() => follow(path, version)).catch(ignoreRefusal);
  };
  void cluster.clock.run(begin).catch(ignoreRefusal);
  return {
    invariant: () => ({ ...tally }),
    cancel() {
      ended = true;
      for (const stream of streams) stream.close();
    },
  };
}

/** A watch that the server refused leaves the tally as it is: a check over time then fails for having seen nothing. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof StatusError)) throw error;
}

interface Path {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

function pathOf(cluster: Cluster, partial: JsonObject): Path | undefined {
  const kind = kindOf(partial as PartialObject, cluster.kinds);
  return kind === undefined ? undefined : { group: kind.type.group, version: kind.type.version, resource: kind.type.resource };
}

function keyOf({ group, version, resource }: Path): string {
  return `${group}/${version}/${resource}`;
}

/** Objects as the watches have shown them so far, and a client that answers lists from them. */
class Seen {
  private readonly objects = new Map<string, Map<string, JsonObject>>();

  note(path: Path, type: string, object: JsonObject): void {
    const list = this.objects.get(keyOf(path)) ?? new Map<string, JsonObject>();
    this.objects.set(keyOf(path), list);
    const metadata = isObject(object['metadata']) ? object['metadata'] : {};
    const name = `${String(metadata['namespace'] ?? '')}/${String(metadata['name'])}`;
    if (type === 'DELETED') list.delete(name);
    else if (type !== 'BOOKMARK') list.set(name, object);
  }

  client(real: Client): Client {
    return {
      ...real,
      user: real.user,
      request: async (request) => {
        const all = [...(this.objects.get(keyOf(request)) ?? new Map<string, JsonObject>()).values()];
        const items = all.filter((object) => {
          const metadata = isObject(object['metadata']) ? object['metadata'] : {};
          return request.namespace === undefined || metadata['namespace'] === request.namespace;
        });
        return { code: 200, body: { items }, warnings: [] };
      },
    };
  }
}
