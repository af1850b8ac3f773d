import { Random } from '../core/random.ts';
import type { Image } from './define-image.ts';
import { canonicalName, parseReference, repositoryOf, type ImageReference } from './reference.ts';

/** An image as a pull of one reference finds it. */
export interface ResolvedImage {
  readonly image: Image;
  /** As containerd names it: `docker.io/library/nginx:1.27`. */
  readonly reference: string;
  /** `docker.io/library/nginx@sha256:…`: what `imageID` of a container status shows. */
  readonly repositoryDigest: string;
  /** `sha256:…` of the image's configuration, by which the runtime knows it. */
  readonly id: string;
  /** Bytes that a pull transfers. */
  readonly size: number;
}

export type PullAnswer =
  | { readonly ok: true; readonly image: ResolvedImage }
  /** `message` in containerd's words, as they reach the kubelet. */
  | { readonly ok: false; readonly message: string };

/** All registries of the world, as far as this cluster can reach them. */
export interface ImageRegistry {
  /** Takes no time; how long a pull takes follows from the size. `credentials` lists registries that a pull Secret is for. */
  find(reference: string, options?: { readonly credentials?: readonly string[] }): PullAnswer;
  readonly images: readonly Image[];
}

/** Registries that are reachable; a name in any other one does not resolve. */
const knownRegistries = new Set([
  'docker.io',
  'registry.k8s.io',
  'quay.io',
  'ghcr.io',
  'gcr.io',
  'mcr.microsoft.com',
  'public.ecr.aws',
]);

/**
 * Of two images with the same name and tag the later one wins, so that a course can put its own in place of a built-in one; other
 * tags of that name stay what they were.
 */
export function createImageRegistry(images: readonly Image[]): ImageRegistry {
  const byRepository = new Map<string, readonly Image[]>();
  for (const image of images.flatMap(withReleases)) {
    const reference = parseReference(image.name);
    if (reference === undefined) throw new Error(`${JSON.stringify(image.name)} is no name for an image`);
    const name = repositoryOf(reference);
    byRepository.set(name, [image, ...(byRepository.get(name) ?? [])]);
  }
  const domains = new Set([...knownRegistries, ...[...byRepository.keys()].map((name) => name.slice(0, name.indexOf('/')))]);
  return {
    images,
    find(text, options = {}) {
      const reference = parseReference(text);
      if (reference === undefined) return { ok: false, message: invalid(text) };
      const name = canonicalName(reference);
      const failed = (why: string): PullAnswer => ({
        ok: false,
        message: `failed to pull and unpack image "${name}": failed to resolve reference "${name}": ${why}`,
      });
      if (!domains.has(reference.domain)) return failed(noSuchHost(reference));
      const readable = (byRepository.get(repositoryOf(reference)) ?? []).filter(
        (image) => !image.isPrivate || (options.credentials ?? []).includes(reference.domain),
      );
      if (readable.length === 0) {
        return failed(
          'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
        );
      }
      const resolved = readable.map((image) => resolve(image, reference)).find((one) => one !== undefined);
      if (resolved === undefined) {
        // Unlike the refusal above, this one carries a gRPC code that the kubelet keeps.
        const answer = failed(`${name}: not found`);
        return answer.ok ? answer : { ok: false, message: `rpc error: code = NotFound desc = ${answer.message}` };
      }
      return { ok: true, image: resolved };
    },
  };
}

/** An image and its other versions, each as an image of its own. */
function withReleases(image: Image): readonly Image[] {
  const { releases = [], ...usual } = image;
  return [
    releases.length === 0 ? image : usual,
    ...releases.map((release) => ({
      ...usual,
      ...release,
      ...(release.env === undefined ? {} : { env: { ...usual.env, ...release.env } }),
      ...(release.files === undefined ? {} : { files: { ...usual.files, ...release.files } }),
    })),
  ];
}

function resolve(image: Image, reference: ImageReference): ResolvedImage | undefined {
  const tags =
    image.tags.includes('*') && reference.tag !== undefined ? [reference.tag] : image.tags.filter((tag) => tag !== '*');
  const found = (tag: string): ResolvedImage => {
    const random = new Random(`image ${image.name}:${tag}`);
    return {
      image,
      reference: canonicalName(reference),
      repositoryDigest: `${repositoryOf(reference)}@sha256:${random.hex(64)}`,
      id: `sha256:${random.hex(64)}`,
      size: image.size,
    };
  };
  if (reference.digest !== undefined) {
    return tags.map(found).find((candidate) => candidate.repositoryDigest.endsWith(`@${reference.digest ?? ''}`));
  }
  const tag = reference.tag ?? 'latest';
  return tags.includes(tag) || image.tags.includes('*') ? found(tag) : undefined;
}

const invalid = (text: string): string => `couldn't parse image name ${JSON.stringify(text)}: invalid reference format`;

const noSuchHost = ({ domain, path, tag, digest }: ImageReference): string => {
  const registry = domain.replace(/:\d+$/, '');
  return `failed to do request: Head "https://${domain}/v2/${path}/manifests/${digest ?? tag ?? 'latest'}": dial tcp: lookup ${registry}: no such host`;
};
