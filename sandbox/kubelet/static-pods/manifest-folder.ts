import type { Cancel, Clock } from '../../core/clock.ts';
import { FileError, type FileSystem } from '../../host/file-system.ts';
import type { Pod } from '../../schema/types/core-v1.ts';
import { ManifestError } from './manifest.ts';

/** Where a kubelet of kubeadm looks for manifests (`staticPodPath`). */
export const MANIFESTS = '/etc/kubernetes/manifests';
/** Milliseconds between two readings of the whole folder (`fileCheckFrequency`). */
const CHECK = 20_000;
/** Milliseconds until a change of a file is looked at, so that what writes it has ended. */
const LATENCY = 10;

export interface FolderOptions {
  readonly files: FileSystem;
  readonly clock: Clock;
  /** Throws ManifestError. */
  read(text: string, path: string): Pod;
  /** Told of all Pods of the folder after a change. */
  onChange(pods: readonly Pod[]): void;
  /** Told of each file that is no manifest of a Pod. */
  onProblem(path: string, message: string): void;
}

interface Manifest {
  readonly text: string;
  /** What the file held when it could be read last. */
  readonly pod?: Pod | undefined;
  readonly problem?: string;
}

/** The folder of static Pods on a node. Models pkg/kubelet/config/file.go. */
export class ManifestFolder {
  private manifests: ReadonlyMap<string, Manifest> = new Map();
  private planned: Cancel | undefined;
  private plannedCheck: Cancel | undefined;
  private started = 0;

  constructor(private readonly options: FolderOptions) {}

  start(): Cancel {
    const { files, clock } = this.options;
    this.started = clock.now();
    const stop = files.watch?.(MANIFESTS, () => {
      this.planned?.();
      this.planned = clock.after(LATENCY, () => this.look(false));
    });
    this.look(true);
    return () => {
      stop?.();
      this.planned?.();
      this.plannedCheck?.();
    };
  }

  /** A file that was spoilt loses its Pod only when the whole folder is read anew. */
  private look(isCheck: boolean): void {
    const { clock, onProblem, onChange } = this.options;
    const before = this.manifests;
    this.manifests = new Map(this.texts().map(([path, text]) => [path, this.manifest(path, text, before.get(path), isCheck)]));
    let hasProblem = false;
    for (const [path, { problem, text }] of this.manifests) {
      if (problem === undefined) continue;
      hasProblem = true;
      if (isCheck || before.get(path)?.text !== text) onProblem(path, problem);
    }
    this.plannedCheck?.();
    const next = CHECK - ((clock.now() - this.started) % CHECK);
    this.plannedCheck = hasProblem ? clock.after(next, () => this.look(true), { background: true }) : undefined;
    onChange([...this.manifests.values()].flatMap(({ pod }) => pod ?? []));
  }

  private manifest(path: string, text: string, known: Manifest | undefined, isCheck: boolean): Manifest {
    if (known?.text === text && known.problem === undefined) return known;
    try {
      const pod = this.options.read(text, path);
      return { text, pod: pod.metadata.uid === known?.pod?.metadata.uid ? known.pod : pod };
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      return { text, problem: error.message, pod: isCheck ? undefined : known?.pod };
    }
  }

  /** Files by path, without those whose name begins with a dot. */
  private texts(): readonly (readonly [string, string])[] {
    const { files } = this.options;
    if (files.stat(MANIFESTS)?.type !== 'directory') return [];
    return files.list(MANIFESTS).flatMap((name) => {
      const path = `${MANIFESTS}/${name}`;
      if (name.startsWith('.')) return [];
      try {
        return files.stat(path)?.type === 'file' ? [[path, files.readText(path)] as const] : [];
      } catch (error) {
        if (error instanceof FileError) return [];
        throw error;
      }
    });
  }
}
