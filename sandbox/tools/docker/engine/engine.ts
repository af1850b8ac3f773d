import type { Clock } from '../../../core/clock.ts';
import type { Random } from '../../../core/random.ts';
import type { Machine, ProgramTable } from '../../../host/machine-types.ts';
import type { ImageRegistry } from '../../../images/image-registry.ts';
import { Containers } from './containers.ts';
import { Daemon } from './daemon.ts';
import { ImageStore } from './images.ts';
import type { Container } from './model.ts';
import { Networks } from './networks.ts';

export interface DockerOptions {
  readonly machine: Machine;
  readonly clock: Clock;
  readonly random: Random;
  /** What can be pulled. */
  readonly registry: ImageRegistry;
  /** Programs of images that bring a shell. */
  readonly shellPrograms: ProgramTable;
}

/** The docker daemon of one machine. */
export class DockerEngine {
  readonly images: ImageStore;
  readonly networks: Networks;
  readonly containers: Containers;
  readonly daemon: Daemon;
  readonly version = '28.2.2';

  constructor(readonly options: DockerOptions) {
    const { machine, clock, random, registry, shellPrograms } = options;
    const all: Container[] = [];
    this.images = new ImageStore({ machine, registry, shellPrograms, random: random.fork('images'), now: () => clock.now() });
    this.networks = new Networks(
      machine,
      random.fork('networks'),
      () => clock.now(),
      () => all,
    );
    this.containers = new Containers({ ...options, networks: this.networks, all });
    this.daemon = new Daemon(this.containers, clock);
  }

  get machine(): Machine {
    return this.options.machine;
  }
}
