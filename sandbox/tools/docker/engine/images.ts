import type { Random } from '../../../core/random.ts';
import { createProgramTable } from '../../../host/program-table.ts';
import type { Machine, ProgramTable } from '../../../host/machine-types.ts';
import type { FileSystem } from '../../../host/file-system.ts';
import { isMountedFileSystem } from '../../../host/memory-file-system.ts';
import type { ImageRegistry, ResolvedImage } from '../../../images/image-registry.ts';
import { imageLayers } from '../../../images/image-tree.ts';
import { parseReference } from '../../../images/reference.ts';
import { DaemonError, type ImageLayer, type LocalImage } from './model.ts';

export const STORAGE = '/var/lib/docker/overlay2';
const DAY = 86_400_000;

export interface ImageStoreOptions {
  readonly machine: Machine;
  readonly registry: ImageRegistry;
  readonly shellPrograms: ProgramTable;
  readonly random: Random;
  readonly now: () => number;
}

/** `nginx`, `docker.io/library/nginx:1.27` → `nginx:latest`, `nginx:1.27`: the form in which docker shows names. */
export function familiarName(text: string): string {
  const reference = parseReference(text);
  if (reference === undefined) throw new DaemonError(`invalid reference format`);
  const path =
    reference.domain === 'docker.io' ? reference.path.replace(/^library\//, '') : `${reference.domain}/${reference.path}`;
  return `${path}:${reference.tag ?? 'latest'}`;
}

/** The images of one machine. */
export class ImageStore {
  private readonly images = new Map<string, LocalImage>();

  constructor(private readonly options: ImageStoreOptions) {}

  /** The newest first. */
  get all(): readonly LocalImage[] {
    return [...this.images.values()].sort((left, right) => right.created - left.created);
  }

  find(text: string): LocalImage | undefined {
    const byId = this.all.filter(
      ({ id }) =>
        /^[0-9a-f]{3,64}$/.test(text.replace(/^sha256:/, '')) && id.startsWith(`sha256:${text.replace(/^sha256:/, '')}`),
    );
    const name = parseReference(text) === undefined ? undefined : familiarName(text);
    return this.all.find(({ tags }) => name !== undefined && tags.includes(name)) ?? (byId.length === 1 ? byId[0] : undefined);
  }

  add(image: LocalImage): LocalImage {
    const known = this.images.get(image.id);
    for (const other of this.images.values())
      if (other.id !== image.id) other.tags = other.tags.filter((tag) => !image.tags.includes(tag));
    if (known !== undefined) {
      known.tags = [...new Set([...known.tags, ...image.tags])];
      return known;
    }
    this.images.set(image.id, image);
    for (const layer of image.layers) this.unpack(layer);
    return image;
  }

  tag(image: LocalImage, name: string): void {
    for (const other of this.images.values()) other.tags = other.tags.filter((tag) => tag !== name);
    image.tags = [...image.tags, name];
  }

  /** Returns what was done, a line each. */
  remove(image: LocalImage, name: string): readonly string[] {
    const isTag = parseReference(name) !== undefined && image.tags.includes(familiarName(name));
    const lines: string[] = [];
    if (isTag) {
      image.tags = image.tags.filter((tag) => tag !== familiarName(name));
      lines.push(`Untagged: ${familiarName(name)}`);
      if (image.tags.length > 0) return lines;
    } else for (const tag of image.tags) lines.push(`Untagged: ${tag}`);
    this.images.delete(image.id);
    lines.push(`Deleted: ${image.id}`);
    const used = new Set(this.all.flatMap(({ layers }) => layers.map(({ id }) => id)));
    for (const { id } of image.layers)
      if (!used.has(id)) this.options.machine.files.remove(`${STORAGE}/${id}`, { recursive: true, force: true });
    return lines;
  }

  /** What a registry has under this name. Throws DaemonError. */
  lookUp(text: string): ResolvedImage {
    const reference = parseReference(text);
    if (reference === undefined) throw new DaemonError('invalid reference format');
    const found = this.options.registry.find(text);
    if (found.ok) return found.image;
    const name = familiarName(text);
    const repository = name.slice(0, name.lastIndexOf(':'));
    if (found.message.includes('no such host')) {
      throw new DaemonError(
        `failed to resolve reference "${text}": failed to do request: Head "https://${reference.domain}/v2/${reference.path}/manifests/${reference.tag ?? 'latest'}": dial tcp: lookup ${reference.domain}: no such host`,
      );
    }
    if (found.message.includes('not found'))
      throw new DaemonError(`manifest for ${name} not found: manifest unknown: manifest unknown`, 125);
    throw new DaemonError(
      `pull access denied for ${repository}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    );
  }

  /** An image of a registry as it is stored here. */
  unpacked(resolved: ResolvedImage, text: string): LocalImage {
    const { image } = resolved;
    const { shellPrograms } = this.options;
    const own = image.programs ?? [];
    const programs = image.shell ? createProgramTable(shellPrograms, own) : createProgramTable(own);
    const trees = imageLayers(image, programs);
    const digits = resolved.id.slice('sha256:'.length);
    const share = trees.length > 1 ? 0.7 : 1;
    const layers = trees.flatMap((tree, index): ImageLayer[] => {
      if (tree === undefined) return [];
      const rotated = digits.slice(7 + index * 9) + digits.slice(0, 7 + index * 9);
      return [{ id: rotated, tree, size: Math.round(resolved.size * 2.4 * (index === 0 ? share : 1 - share)) }];
    });
    const age = (parseInt(digits.slice(0, 4), 16) % 60) + 5;
    const created = this.options.now() - age * DAY;
    const size = layers.reduce((sum, layer) => sum + layer.size, 0);
    const command = image.command ?? [];
    const entrypoint = image.entrypoint ?? [];
    return {
      id: resolved.id,
      tags: [familiarName(text)],
      digest: resolved.repositoryDigest.split('@')[1],
      created,
      size,
      layers,
      programs,
      config: {
        entrypoint,
        command,
        env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...image.env },
        workingDirectory: image.workingDirectory ?? '',
        user: image.user === undefined ? '' : String(image.user),
        exposedPorts: image.exposedPorts ?? [],
        stopSignal: image.stopSignal ?? 'SIGTERM',
        labels: {},
      },
      history: [
        ...(command.length > 0 ? [{ created, by: `CMD ${JSON.stringify(command)}`, size: 0 }] : []),
        ...(entrypoint.length > 0 ? [{ created, by: `ENTRYPOINT ${JSON.stringify(entrypoint)}`, size: 0 }] : []),
        ...(image.exposedPorts ?? []).map((port) => ({ created, by: `EXPOSE map[${port}/tcp:{}]`, size: 0 })),
        ...Object.entries(image.env ?? {}).map(([name, value]) => ({ created, by: `ENV ${name}=${value}`, size: 0 })),
        ...layers.slice(1).map((layer) => ({ created, by: 'COPY files / # buildkit', size: layer.size })),
        ...layers.slice(0, 1).map((layer) => ({ created, by: `ADD rootfs.tar.gz / # buildkit`, size: layer.size })),
      ],
    };
  }

  /** Puts a layer where it can be seen: /var/lib/docker/overlay2/ID/diff. */
  private unpack(layer: ImageLayer): void {
    const { files } = this.options.machine;
    const folder = `${STORAGE}/${layer.id}`;
    if (files.stat(folder) !== undefined) return;
    files.makeDirectory(folder, { recursive: true });
    graft(files, `${folder}/diff`, layer.tree);
    files.write(`${folder}/link`, layer.id.slice(0, 26).toUpperCase());
  }
}

export function graft(files: FileSystem, path: string, tree: ImageLayer['tree']): void {
  if (isMountedFileSystem(files)) files.graft(path, tree);
}
