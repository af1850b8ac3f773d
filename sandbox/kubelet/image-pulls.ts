import type { EventRecorder } from '../api/component.ts';
import type { Clock } from '../core/clock.ts';
import { formatGoDuration } from '../core/duration.ts';
import type { Random } from '../core/random.ts';
import type { ImageRegistry, ResolvedImage } from '../images/image-registry.ts';
import { canonicalName, parseReference } from '../images/reference.ts';
import type { Container, Pod } from '../schema/types/core-v1.ts';
import type { BackOff } from './back-off.ts';
import { SyncError } from './sync-error.ts';

/** What a registry sends in a second, and what a pull takes besides. */
export const BYTES_PER_SECOND = 40_000_000;
const SLOWEST_START = 900;
const FASTEST_START = 500;
const REFUSAL = 700;

/** Images that are on the node. They outlive the kubelet. */
export class ImageStore {
  private readonly byReference = new Map<string, ResolvedImage>();

  find(reference: string): ResolvedImage | undefined {
    return this.byReference.get(reference);
  }

  add(image: ResolvedImage): void {
    this.byReference.set(image.reference, image);
  }

  remove(reference: string): void {
    this.byReference.delete(reference);
  }

  get all(): readonly ResolvedImage[] {
    return [...this.byReference.values()];
  }
}

export interface ImagePullsOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventRecorder;
  readonly registry: ImageRegistry;
  readonly store: ImageStore;
  readonly backOff: BackOff;
}

/** Sees to it that an image is on the node before a container is made of it. Models pkg/kubelet/images. */
export class ImagePulls {
  private readonly previousFailure = new Map<string, string>();
  /** One pull at a time, as `serializeImagePulls` has it. */
  private pulling = false;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly options: ImagePullsOptions) {}

  /** Resolves with the image; throws SyncError with a reason such as `ErrImagePull`. Belongs inside an activity. */
  async ensure(pod: Pod, container: Container, fieldPath: string, credentials: readonly string[]): Promise<ResolvedImage> {
    const { store } = this.options;
    const requested = container.image ?? '';
    const record = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
      this.options.events.event(pod, type, reason, message, { fieldPath });
    const parsed = parseReference(requested);
    if (parsed === undefined) {
      const message = `Failed to apply default image tag ${JSON.stringify(requested)}: couldn't parse image name ${JSON.stringify(requested)}: invalid reference format`;
      record('Warning', 'InspectFailed', message);
      throw new SyncError('InvalidImageName', message);
    }
    const policy = container.imagePullPolicy ?? 'IfNotPresent';
    const present = policy === 'Always' ? undefined : store.find(canonicalName(parsed));
    if (present !== undefined) {
      record(
        'Normal',
        'Pulled',
        `Container image ${JSON.stringify(requested)} already present on machine and can be accessed by the pod`,
      );
      return present;
    }
    if (policy === 'Never') {
      const message = `Container image ${JSON.stringify(requested)} is not present with pull policy of Never`;
      record('Warning', 'ErrImageNeverPull', message);
      throw new SyncError('ErrImageNeverPull', message);
    }
    return this.pull(pod, requested, credentials, record);
  }

  private async pull(
    pod: Pod,
    requested: string,
    credentials: readonly string[],
    record: (type: 'Normal' | 'Warning', reason: string, message: string) => void,
  ): Promise<ResolvedImage> {
    const { clock, backOff, registry, store } = this.options;
    const key = `${pod.metadata.uid}_${requested}`;
    const quoted = JSON.stringify(requested);
    if (backOff.holdsSinceUpdate(key)) {
      const message = `Back-off pulling image ${quoted}`;
      record('Normal', 'BackOff', message);
      const previous = this.previousFailure.get(key);
      throw new SyncError('ImagePullBackOff', previous === undefined ? message : `${message}: ${previous}`);
    }
    this.previousFailure.delete(key);
    record('Normal', 'Pulling', `Pulling image ${quoted}`);
    const started = clock.now();
    await this.takeTurn();
    const pullStarted = clock.now();
    try {
      const answer = registry.find(requested, { credentials });
      await clock.sleep(answer.ok ? this.pullTime(answer.image) : REFUSAL);
      if (!answer.ok) {
        record('Warning', 'Failed', `Failed to pull image ${quoted}: ${answer.message}`);
        backOff.next(key, clock.now());
        this.previousFailure.set(key, `ErrImagePull: ${answer.message}`);
        throw new SyncError('ErrImagePull', answer.message);
      }
      store.add(answer.image);
      const taken = formatGoDuration(clock.now() - pullStarted);
      const withWaiting = formatGoDuration(clock.now() - started);
      record(
        'Normal',
        'Pulled',
        `Successfully pulled image ${quoted} in ${taken} (${withWaiting} including waiting). Image size: ${answer.image.size} bytes.`,
      );
      return answer.image;
    } finally {
      this.endTurn();
    }
  }

  /** Waits until no other pull runs. */
  private async takeTurn(): Promise<void> {
    if (this.pulling)
      await this.options.clock.block<void>((wake) => {
        this.waiting.push(() => wake(undefined));
        return undefined;
      });
    this.pulling = true;
  }

  private endTurn(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.pulling = false;
    else next();
  }

  private pullTime(image: ResolvedImage): number {
    const { random, store } = this.options;
    const start = FASTEST_START + random.below(SLOWEST_START - FASTEST_START);
    // Layers that are there already are only checked.
    if (store.find(image.reference) !== undefined) return start;
    return start + Math.round((image.size / BYTES_PER_SECOND) * 1_000);
  }
}
