import type { ComponentClient } from '../api/client.ts';
import type { Clock } from '../core/clock.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { Machine } from '../host/machine-types.ts';
import { quantityValue } from '../core/quantity.ts';
import { createFileSystem, type Mount, type MountedFileSystem } from '../host/memory-file-system.ts';
import { persistentVolumeClaims, persistentVolumes } from '../schema/resources.ts';
import type { Container, HostPathVolumeSource, Pod, Volume } from '../schema/types/core-v1.ts';
import { expand } from './expansion.ts';
import { projectedFiles, type ProjectionContext } from './projected-files.ts';
import { firstTree, sameFiles, writeAtomically } from './atomic-files.ts';

/** Thrown while a volume cannot be set up yet; the message is what the FailedMount Event says. */
export class VolumeError extends Error {}

interface MountedVolume {
  readonly files: FileSystem;
  /** Folder of `files` that is the volume. */
  readonly root: string;
  readonly readOnly: boolean;
  /** Of an emptyDir: whether it is in memory, and how much of it is full. */
  readonly emptyDir?: { readonly inMemory: boolean; readonly files: MountedFileSystem };
  /** Files made from API objects, which are brought up to date while the Pod runs. */
  readonly projected?: MountedFileSystem;
  /** What was written there last. */
  readonly content?: ReadonlyMap<string, ProjectedFile>;
}

export interface VolumesOptions {
  readonly clock: Clock;
  readonly client: ComponentClient;
  readonly machine: Machine;
  /** Storage behind PersistentVolumes that are no path of the node, by the volume's name; shared by all nodes. */
  storage(persistentVolume: string): FileSystem;
}

/** The volumes of the Pods on a node. They outlive containers, not Pods. Models pkg/kubelet/volumemanager. */
export class Volumes {
  private readonly byPod = new Map<string, Map<string, MountedVolume>>();

  constructor(private readonly options: VolumesOptions) {}

  /** Sets up what is not there yet and refreshes what is made from API objects. Throws VolumeError. */
  mount(pod: Pod, context: ProjectionContext): void {
    const mounted = this.byPod.get(pod.metadata.uid) ?? new Map<string, MountedVolume>();
    this.byPod.set(pod.metadata.uid, mounted);
    for (const volume of pod.spec?.volumes ?? []) {
      const known = mounted.get(volume.name);
      const projected = this.read(volume, context, known !== undefined);
      if (known !== undefined) {
        if (known.projected !== undefined && projected !== undefined && !sameFiles(known.content, projected)) {
          writeAtomically(known.projected, projected, this.options.clock.now());
          mounted.set(volume.name, { ...known, content: projected });
        }
        continue;
      }
      mounted.set(volume.name, projected === undefined ? this.setUp(volume, pod) : this.fromFiles(projected));
    }
  }

  unmount(podUid: string): void {
    this.byPod.delete(podUid);
  }

  /** How full the emptyDir volumes of a Pod are, in bytes. */
  emptyDirs(podUid: string): readonly { readonly name: string; readonly inMemory: boolean; readonly bytes: number }[] {
    return [...(this.byPod.get(podUid) ?? [])].flatMap(([name, { emptyDir }]) =>
      emptyDir === undefined ? [] : [{ name, inMemory: emptyDir.inMemory, bytes: emptyDir.files.usedBytes }],
    );
  }

  /** The mounts of one container. Throws Error with the words of its reason. */
  mountsFor(pod: Pod, container: Container, env: { readonly [name: string]: string }): readonly Mount[] {
    const mounted = this.byPod.get(pod.metadata.uid);
    return (container.volumeMounts ?? []).map((mount): Mount => {
      const volume = mounted?.get(mount.name);
      if (volume === undefined)
        throw new Error(
          `cannot find volume ${JSON.stringify(mount.name)} to mount into container ${JSON.stringify(container.name)}`,
        );
      const subPath = mount.subPathExpr === undefined ? (mount.subPath ?? '') : expandSubPath(mount.subPathExpr, env);
      const path = mount.mountPath.startsWith('/') ? mount.mountPath : `/${mount.mountPath}`;
      const readOnly = mount.readOnly || volume.readOnly;
      if (subPath === '') {
        const inMemory = volume.emptyDir?.inMemory ? { source: 'tmpfs', type: 'tmpfs' } : {};
        return { path, files: volume.files, from: volume.root, readOnly, ...inMemory };
      }
      if (volume.projected !== undefined) {
        // A part of such a volume is bound as it is now: later updates of its source do not reach it.
        const files = createFileSystem({ clock: this.options.clock, base: volume.projected.snapshot() });
        const from = `/${files.readLink('/..data')}/${subPath}`;
        // A key that is not there becomes an empty folder, as on a real node.
        if (files.stat(from) === undefined) files.makeDirectory(from, { recursive: true, mode: 0o750 });
        return { path, files, from, readOnly };
      }
      const { files } = volume;
      const from = `${volume.root === '/' ? '' : volume.root}/${subPath}`;
      if (files.stat(from) === undefined) files.makeDirectory(from, { recursive: true, mode: 0o750 });
      return { path, files, from, readOnly };
    });
  }

  private read(volume: Volume, context: ProjectionContext, isRefresh: boolean): ReadonlyMap<string, ProjectedFile> | undefined {
    try {
      return projectedFiles(volume, context);
    } catch (error) {
      // What was mounted once stays as it was when its source is deleted.
      if (isRefresh) return undefined;
      throw setUpFailed(volume, error instanceof Error ? error.message : String(error));
    }
  }

  private fromFiles(content: ReadonlyMap<string, ProjectedFile>): MountedVolume {
    const { clock } = this.options;
    const files = createFileSystem({ clock, base: firstTree(content, clock.now()) });
    return { files, root: '/', readOnly: true, projected: files, content };
  }

  private setUp(volume: Volume, pod: Pod): MountedVolume {
    const { clock, machine, client } = this.options;
    if (volume.emptyDir !== undefined) {
      const { medium, sizeLimit } = volume.emptyDir;
      const inMemory = medium === 'Memory';
      // In memory the limit is the size of the file system; on disk it is looked at from time to time.
      const files = createFileSystem({
        clock,
        ...(inMemory && sizeLimit !== undefined ? { capacity: quantityValue(sizeLimit) } : {}),
      });
      return { files, root: '/', readOnly: false, emptyDir: { inMemory, files } };
    }
    if (volume.hostPath !== undefined) {
      return { files: machine.files, root: this.hostPath(volume, volume.hostPath), readOnly: false };
    }
    const claimName =
      volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${pod.metadata.name}-${volume.name}` : undefined);
    if (claimName === undefined) throw setUpFailed(volume, 'this kind of volume is not simulated');
    const claim = client.find(persistentVolumeClaims, { namespace: pod.metadata.namespace, name: claimName });
    if (claim === undefined)
      throw unprocessed(pod, claimName, `error getting PVC: persistentvolumeclaim ${JSON.stringify(claimName)} not found`);
    const boundTo = claim.spec?.volumeName;
    const bound = boundTo === undefined || boundTo === '' ? undefined : client.find(persistentVolumes, { name: boundTo });
    if (bound === undefined) throw unprocessed(pod, claimName, 'PVC is not bound');
    const readOnly = volume.persistentVolumeClaim?.readOnly ?? false;
    const path = bound.spec?.hostPath?.path ?? bound.spec?.local?.path;
    if (path === undefined) return { files: this.options.storage(bound.metadata.name), root: '/', readOnly };
    if (machine.files.stat(path) === undefined) {
      if (bound.spec?.local) throw setUpFailed(volume, `path ${JSON.stringify(path)} does not exist`, bound.metadata.name);
      machine.files.makeDirectory(path, { recursive: true });
    }
    return { files: machine.files, root: path, readOnly };
  }

  private hostPath(volume: Volume, source: HostPathVolumeSource): string {
    const { files } = this.options.machine;
    const type = source.type ?? '';
    const found = files.stat(source.path)?.type;
    if (type.endsWith('OrCreate') && found === undefined) {
      if (type === 'DirectoryOrCreate') files.makeDirectory(source.path, { recursive: true });
      else files.write(source.path, '');
    } else if (type !== '') {
      const wanted = type.startsWith('Directory') ? 'directory' : type.startsWith('File') ? 'file' : undefined;
      const named: { readonly [type: string]: string } = {
        Directory: 'a directory',
        File: 'a file',
        Socket: 'a socket file',
        CharDevice: 'a character device',
        BlockDevice: 'a block device',
      };
      if (wanted === undefined || found !== wanted) {
        throw setUpFailed(
          volume,
          `hostPath type check failed: ${source.path} is not ${named[type.replace('OrCreate', '')] ?? type}`,
        );
      }
    } else if (found === undefined) {
      // Without a type nothing is checked, and the runtime makes a folder.
      files.makeDirectory(source.path, { recursive: true });
    }
    return source.path;
  }
}

export interface ProjectedFile {
  readonly text: string;
  readonly mode: number;
}

function setUpFailed(volume: Volume, why: string, name: string = volume.name): VolumeError {
  return new VolumeError(`MountVolume.SetUp failed for volume ${JSON.stringify(name)} : ${why}`);
}

function unprocessed(pod: Pod, claim: string, why: string): VolumeError {
  return new VolumeError(`error processing PVC ${pod.metadata.namespace ?? ''}/${claim}: ${why}`);
}

function expandSubPath(text: string, env: { readonly [name: string]: string }): string {
  const missing: string[] = [];
  const result = expand(text, (name) => {
    const value = env[name];
    if (value === undefined || value === '') missing.push(name);
    return value;
  });
  if (missing.length > 0) throw new Error(`missing value for ${missing.sort().join(', ')}`);
  return result;
}
