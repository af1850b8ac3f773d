import { isObject, type Cancel, type Cluster, type JsonObject } from '../../../sandbox/index.ts';

/**
 * Remembers what the learner's objects ask for and the cluster accepts without acting on it, so that it can be said once: nothing
 * pretends.
 */
export class NotSimulatedKeeper {
  private readonly said = new Set<string>();
  private waiting: string[] = [];
  private readonly cancel: Cancel;

  constructor(cluster: Cluster) {
    const { username } = cluster.client().user;
    this.cancel = cluster.onAudit(({ request, code }) => {
      const { verb, body, user } = request;
      if (code >= 400 || user.username !== username || (verb !== 'create' && verb !== 'update') || !isObject(body)) return;
      for (const { field, why } of cluster.notSimulated(body as JsonObject)) {
        if (this.said.has(field)) continue;
        this.said.add(field);
        this.waiting.push(`${field} is accepted and has no effect in this cluster: ${why}.`);
      }
    });
  }

  /** What has not been told yet. */
  take(): readonly string[] {
    const taken = this.waiting;
    this.waiting = [];
    return taken;
  }

  dispose(): void {
    this.cancel();
  }
}
