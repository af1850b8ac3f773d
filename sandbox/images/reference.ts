/** An image reference taken apart. Models github.com/distribution/reference. */
export interface ImageReference {
  /** Registry, e.g. `docker.io`, `registry.k8s.io`, `localhost:5000`. */
  readonly domain: string;
  /** Repository inside the registry, e.g. `library/nginx`. */
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
}

const domain = /^(?:localhost|[a-zA-Z0-9]+(?:[.-][a-zA-Z0-9-]+)*)(?::[0-9]+)?$/;
const pathPart = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagText = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const digestText = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/** Reads a reference as people write it; undefined when it is none (upper case in the path, an empty tag, …). */
export function parseReference(text: string): ImageReference | undefined {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !digestText.test(digest)) return undefined;
  const withoutDigest = at < 0 ? text : text.slice(0, at);
  const colon = withoutDigest.lastIndexOf(':');
  const hasTag = colon > withoutDigest.lastIndexOf('/');
  const tag = hasTag ? withoutDigest.slice(colon + 1) : undefined;
  if (tag !== undefined && !tagText.test(tag)) return undefined;
  const name = hasTag ? withoutDigest.slice(0, colon) : withoutDigest;
  const repository = splitDomain(name);
  if (repository === undefined || !repository.path.split('/').every((part) => pathPart.test(part))) return undefined;
  return { ...repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

function splitDomain(name: string): { readonly domain: string; readonly path: string } | undefined {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  if (first === '' || !(first.includes('.') || first.includes(':') || first === 'localhost' || first !== first.toLowerCase())) {
    return { domain: 'docker.io', path: slash < 0 ? `library/${name}` : name };
  }
  if (!domain.test(first)) return undefined;
  const path = name.slice(slash + 1);
  const official = first === 'index.docker.io' ? 'docker.io' : first;
  return { domain: official, path: official === 'docker.io' && !path.includes('/') ? `library/${path}` : path };
}

/** `docker.io/library/nginx`. */
export function repositoryOf(reference: ImageReference): string {
  return `${reference.domain}/${reference.path}`;
}

/** The full form that containerd uses: with registry, and with `latest` where neither tag nor digest is given. */
export function canonicalName(reference: ImageReference): string {
  const tag = reference.tag ?? (reference.digest === undefined ? 'latest' : undefined);
  return `${repositoryOf(reference)}${tag === undefined ? '' : `:${tag}`}${reference.digest === undefined ? '' : `@${reference.digest}`}`;
}
