import type { Clock } from '../../../core/clock.ts';
import type { Containers } from './containers.ts';
import type { Container } from './model.ts';

/** Seconds that containers have to end when the daemon ends. */
const GRACE = 15;

/** dockerd as a service: containers end with it in order, and those that are to run always begin with it. */
export class Daemon {
  /** Somebody connects to the socket of a daemon that does not run. */
  wake: () => void = () => undefined;
  private running = true;
  private readonly ended = new Set<Container>();

  constructor(
    private readonly containers: Containers,
    private readonly clock: Clock,
  ) {}

  /** Whether somebody answers at the socket: a connection starts the daemon where its socket is watched. */
  isReachable(): boolean {
    if (!this.running) this.wake();
    return this.running;
  }

  start(): void {
    this.running = true;
    for (const container of this.ended) {
      const { restart } = container.request;
      if ((restart === 'always' || restart === 'unless-stopped') && this.containers.all.includes(container))
        this.containers.start(container);
    }
    this.ended.clear();
  }

  /** Belongs inside an activity. */
  async stopContainers(): Promise<void> {
    const running = this.containers.all.filter(({ state }) => state === 'running' || state === 'paused');
    for (const container of running) this.ended.add(container);
    await Promise.all(running.map((container) => this.clock.join(this.clock.run(() => this.containers.stop(container, GRACE)))));
  }

  stop(): void {
    this.running = false;
  }
}
