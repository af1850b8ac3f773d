import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deployments, pods } from '../../sandbox/schema/resources.ts';
import type { Pod } from '../../sandbox/schema/types/core-v1.ts';
import { startControlPlane, type ControlPlane } from '../harness/control-plane.ts';

type Action =
  | { readonly do: 'scale'; readonly replicas: number }
  | { readonly do: 'update'; readonly image: number }
  | { readonly do: 'kill'; readonly which: number }
  | { readonly do: 'pause'; readonly paused: boolean };

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('scale' as const), replicas: fc.integer({ min: 0, max: 7 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('update' as const), image: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('kill' as const), which: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pause' as const), paused: fc.boolean() }) },
);
const limits = fc.constantFrom([1, 0], [0, 1], [1, 1], ['25%', '25%'], ['50%', '20%'], [2, 0], [0, '100%']);
// People act at least some moments apart: what happens within the same few milliseconds may cross on the way, as in a real cluster.
const script = fc.array(fc.record({ action, wait: fc.integer({ min: 60, max: 2_500 }) }), { minLength: 1, maxLength: 8 });

describe('a rolling update', () => {
  it('ends where it should, and never leaves the limits on the way', async () => {
    await fc.assert(
      fc.asyncProperty(limits, fc.integer({ min: 1, max: 5 }), script, async ([maxSurge, maxUnavailable], replicas, steps) => {
        const plane = await startControlPlane({ step: 120 });
        const run = new Run(plane, replicas, maxSurge ?? 0, maxUnavailable ?? 0);
        await plane.clock.settle();
        run.watch();
        for (const step of steps) {
          await run.act(step.action);
          await plane.clock.advance(step.wait);
        }
        await run.act({ do: 'pause', paused: false });
        await plane.clock.settle();
        run.expectConverged();
        expect(run.violations).toEqual([]);
        expect(plane.errors).toEqual([]);
        plane.stop();
      }),
      { numRuns: 20, seed: 20260101 },
    );
  }, 120_000);
});

class Run {
  readonly violations: string[] = [];
  /** Sizes that the Deployment has had since it was last at rest: any of them may still be in force. */
  private sizes: number[];
  /** Pods that the test took away since then. */
  private killed = 0;
  private image = 1;

  constructor(
    private readonly plane: ControlPlane,
    replicas: number,
    private readonly maxSurge: number | string,
    private readonly maxUnavailable: number | string,
  ) {
    this.sizes = [replicas];
    this.plane.apply({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
      },
    });
  }

  /** Looks a moment after each change: one Pod may come in the same millisecond in which another goes. */
  watch(): void {
    this.plane.admin.informer(pods).onChange(() => this.plane.clock.after(2, () => this.check()));
  }

  async act(action: Action): Promise<void> {
    const key = { name: 'web', namespace: 'default' };
    if (action.do === 'kill') {
      const victims = this.active();
      const victim = victims[action.which % Math.max(1, victims.length)];
      if (!victim) return;
      this.killed++;
      this.plane.admin.delete(pods, { name: victim.metadata.name, namespace: 'default' });
    } else if (action.do === 'scale') {
      this.sizes.push(action.replicas);
      this.plane.admin.patch(deployments, key, { spec: { replicas: action.replicas } });
    } else if (action.do === 'pause') {
      this.plane.admin.patch(deployments, key, { spec: { paused: action.paused } });
    } else {
      this.image = action.image;
      const containers = [{ name: 'web', image: `web:${action.image}` }];
      this.plane.admin.patch(deployments, key, { spec: { template: { spec: { containers } } } });
    }
  }

  expectConverged(): void {
    const replicas = this.sizes.at(-1);
    const { status } = this.plane.admin.get(deployments, { name: 'web', namespace: 'default' });
    expect({
      replicas: status.replicas ?? 0,
      updated: status.updatedReplicas ?? 0,
      available: status.availableReplicas ?? 0,
      pods: this.active().map(({ spec }) => spec.containers[0]?.image),
    }).toEqual({
      replicas,
      updated: replicas,
      available: replicas,
      pods: Array.from({ length: replicas ?? 0 }, () => `web:${this.image}`),
    });
  }

  private check(): void {
    const active = this.active();
    const most = Math.max(...this.sizes.map((size) => size + this.share(this.maxSurge, size, Math.ceil)));
    if (active.length > most) this.violations.push(`${active.length} Pods, at most ${most} allowed`);
    const available = active.filter(({ status }) =>
      (status.conditions ?? []).some(({ type, status: state }) => type === 'Ready' && state === 'True'),
    ).length;
    const least = Math.min(...this.sizes.map((size) => size - this.unavailable(size)));
    // A size that grew is not reached yet; the Pods that were there before are what must stay.
    if (this.sizes.length === 1 && available < least - this.killed) {
      this.violations.push(`${available} Pods available, at least ${least - this.killed} expected`);
    }
  }

  private active(): readonly Pod[] {
    return this.plane.admin
      .informer(pods)
      .list('default')
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  private unavailable(size: number): number {
    const count = Math.min(size, this.share(this.maxUnavailable, size, Math.floor));
    return count === 0 && this.share(this.maxSurge, size, Math.ceil) === 0 ? 1 : count;
  }

  private share(value: number | string, size: number, round: (value: number) => number): number {
    return typeof value === 'number' ? value : round((Number.parseInt(value, 10) * size) / 100);
  }
}
