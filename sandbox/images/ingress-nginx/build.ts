import { RE2JS, RE2JSException } from 're2js';
import { decodeBase64Text } from '../../core/base64.ts';
import { isForHost, readCertificates, readKey, type Certificate } from '../../core/certificates.ts';
import type { Secret, Service } from '../../schema/types/core-v1.ts';
import type { EndpointSlice } from '../../schema/types/discovery-v1.ts';
import type { HTTPIngressPath, Ingress, IngressBackend } from '../../schema/types/networking-v1.ts';
import { annotation, isOn, wholeNumber } from './annotations.ts';
import { inOrder } from './match.ts';
import type { Canary, Configuration, Location, Upstream, VirtualHost } from './model.ts';

/** What a configuration is made of. */
export interface Source {
  /** Those of the controller's class. */
  readonly ingresses: readonly Ingress[];
  service(namespace: string, name: string): Service | undefined;
  slices(namespace: string, service: string): readonly EndpointSlice[];
  secret(namespace: string, name: string): Secret | undefined;
  /** `namespace/name` of the Service that answers what no Ingress does. */
  readonly defaultBackend: string | undefined;
  /** `namespace/name` of the Secret whose certificate is shown where an Ingress names none that fits. */
  readonly defaultCertificate: string | undefined;
  warn(text: string): void;
}

interface Draft {
  readonly locations: Map<string, Location>;
  certificates: readonly Certificate[] | undefined;
  hasTls: boolean;
}

/** Makes the configuration of all hosts out of Ingress objects. Models ingress-nginx, internal/ingress/controller. */
export function buildConfiguration(source: Source): Configuration {
  const drafts = new Map<string, Draft>();
  const draftFor = (host: string): Draft => {
    const found = drafts.get(host) ?? { locations: new Map<string, Location>(), certificates: undefined, hasTls: false };
    drafts.set(host, found);
    return found;
  };
  // The older Ingress has a path that two of them claim.
  const byAge = source.ingresses.toSorted(
    (left, right) =>
      (left.metadata.creationTimestamp ?? '').localeCompare(right.metadata.creationTimestamp ?? '') ||
      nameOf(left).localeCompare(nameOf(right)),
  );
  const canaries = byAge.filter((ingress) => isOn(ingress, 'canary'));
  let defaultUpstream = source.defaultBackend === undefined ? undefined : defaultOf(source, source.defaultBackend);

  for (const ingress of byAge) {
    if (isOn(ingress, 'canary')) continue;
    for (const rule of ingress.spec.rules ?? []) {
      const draft = draftFor(rule.host?.toLowerCase() || '_');
      for (const path of rule.http?.paths ?? []) {
        const key = `${path.pathType} ${path.path ?? '/'}`;
        if (draft.locations.has(key)) continue;
        draft.locations.set(key, locationOf(ingress, path, source, canariesFor(canaries, rule.host, path, source)));
      }
    }
    const fallback = ingress.spec.defaultBackend;
    if (fallback !== undefined) {
      const upstream = upstreamOf(ingress, fallback, source);
      if ((ingress.spec.rules ?? []).length === 0) defaultUpstream = upstream;
      for (const rule of ingress.spec.rules ?? []) {
        const draft = draftFor(rule.host?.toLowerCase() || '_');
        const path: HTTPIngressPath = { path: '/', pathType: 'Prefix', backend: fallback };
        if (!draft.locations.has('Prefix /')) draft.locations.set('Prefix /', locationOf(ingress, path, source, []));
      }
    }
    for (const { hosts, secretName } of ingress.spec.tls ?? []) {
      for (const host of hosts ?? ['_']) {
        const draft = draftFor(host.toLowerCase());
        draft.hasTls = true;
        draft.certificates ??= certificatesOf(ingress, secretName, host, source);
      }
    }
  }
  const hosts = new Map<string, VirtualHost>();
  for (const [host, { locations, certificates, hasTls }] of drafts) {
    hosts.set(host, { host, locations: inOrder([...locations.values()]), certificates, hasTls });
  }
  const { defaultCertificate } = source;
  return { hosts, defaultUpstream, defaultCertificates: defaultCertificate ? chainIn(defaultCertificate, source) : undefined };
}

function locationOf(ingress: Ingress, path: HTTPIngressPath, source: Source, canaries: readonly Canary[]): Location {
  const text = path.path || '/';
  const rewriteTarget = annotation(ingress, 'rewrite-target');
  const isPattern =
    isOn(ingress, 'use-regex') || (rewriteTarget !== undefined && path.pathType !== 'Exact' && /[()*+?[\]|^$]/.test(text));
  const permanent = annotation(ingress, 'permanent-redirect');
  const temporal = annotation(ingress, 'temporal-redirect');
  const code = wholeNumber(ingress, 'permanent-redirect-code', 301, 300, 308);
  const ranges = annotation(ingress, 'whitelist-source-range') ?? annotation(ingress, 'allowlist-source-range') ?? '';
  const isSticky = annotation(ingress, 'affinity') === 'cookie';
  return {
    ingress: nameOf(ingress),
    path: text,
    pathType: path.pathType,
    pattern: isPattern ? patternOf(text, ingress, source) : undefined,
    upstream: upstreamOf(ingress, path.backend, source),
    canaries,
    rewriteTarget,
    sslRedirect: annotation(ingress, 'ssl-redirect') !== 'false',
    forceSslRedirect: isOn(ingress, 'force-ssl-redirect'),
    permanentRedirect: permanent ? { url: permanent, code } : temporal ? { url: temporal, code: 302 } : undefined,
    appRoot: annotation(ingress, 'app-root'),
    stickyCookie: isSticky ? (annotation(ingress, 'session-cookie-name') ?? 'INGRESSCOOKIE') : undefined,
    allowedRanges: ranges
      .split(',')
      .map((range) => range.trim())
      .filter((range) => range !== ''),
    upstreamHost: annotation(ingress, 'upstream-vhost'),
    readTimeout: wholeNumber(ingress, 'proxy-read-timeout', 60, 1),
  };
}

/**
 * Patterns hold from the beginning of the path and in any case, as nginx's `~* ^`. A pattern that is none matches nothing, nor does one that looks
 * ahead or back: no pattern here may take longer than the path is long.
 */
function patternOf(text: string, ingress: Ingress, source: Source): RE2JS {
  try {
    return RE2JS.compile(`^${text}`, RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    source.warn(`Ingress ${nameOf(ingress)}: path ${JSON.stringify(text)} is not a pattern that can be used`);
    return RE2JS.compile('$^.');
  }
}

function canariesFor(
  canaries: readonly Ingress[],
  host: string | undefined,
  path: HTTPIngressPath,
  source: Source,
): readonly Canary[] {
  return canaries.flatMap((ingress) =>
    (ingress.spec.rules ?? [])
      .filter((rule) => (rule.host ?? '') === (host ?? ''))
      .flatMap(({ http }) => http?.paths ?? [])
      .filter((other) => (other.path ?? '/') === (path.path ?? '/'))
      .map(({ backend }) => ({
        upstream: upstreamOf(ingress, backend, source),
        weight: wholeNumber(ingress, 'canary-weight', 0),
        weightTotal: wholeNumber(ingress, 'canary-weight-total', 100, 1),
        header: annotation(ingress, 'canary-by-header')?.toLowerCase(),
        headerValue: annotation(ingress, 'canary-by-header-value'),
        cookie: annotation(ingress, 'canary-by-cookie'),
      })),
  );
}

function upstreamOf(ingress: Ingress, backend: IngressBackend, source: Source): Upstream {
  const namespace = ingress.metadata.namespace ?? '';
  const { name = '', port } = backend.service ?? {};
  const wanted = port?.name ?? port?.number;
  const secure = /^(HTTPS|GRPCS)$/i.test(annotation(ingress, 'backend-protocol') ?? '');
  return { name: `${namespace}/${name}:${wanted ?? ''}`, endpoints: endpointsOf(source, namespace, name, wanted), secure };
}

function defaultOf(source: Source, text: string): Upstream {
  const [namespace = '', name = ''] = text.split('/');
  const port = source.service(namespace, name)?.spec.ports?.[0]?.port;
  return { name: `${text}:${port ?? ''}`, endpoints: endpointsOf(source, namespace, name, port), secure: false };
}

/** The controller sends to Pods, not to the address of the Service. */
function endpointsOf(
  source: Source,
  namespace: string,
  name: string,
  wanted: string | number | undefined,
): Upstream['endpoints'] {
  const service = source.service(namespace, name);
  if (service === undefined) {
    source.warn(
      `Error obtaining Endpoints for Service "${namespace}/${name}": no object matching key "${namespace}/${name}" in local store`,
    );
    return undefined;
  }
  const port = (service.spec.ports ?? []).find((one) => one.name === wanted || one.port === wanted);
  if (service.spec.type === 'ExternalName') {
    const address = service.spec.externalName;
    return address === undefined ? undefined : [{ address, port: port?.port ?? Number(wanted ?? 80) }];
  }
  if (port === undefined) {
    source.warn(`Service "${namespace}/${name}" does not have any active Endpoint for port ${wanted}.`);
    return undefined;
  }
  return source.slices(namespace, name).flatMap(({ ports, endpoints }) => {
    const number = (ports ?? []).find((one) => (one.name ?? '') === (port.name ?? ''))?.port;
    if (number === undefined) return [];
    const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
    return ready.flatMap(({ addresses }) => addresses.slice(0, 1).map((address) => ({ address, port: number })));
  });
}

function certificatesOf(
  ingress: Ingress,
  secretName: string | undefined,
  host: string,
  source: Source,
): readonly Certificate[] | undefined {
  if (!secretName) return undefined;
  const key = `${ingress.metadata.namespace ?? ''}/${secretName}`;
  const chain = chainIn(key, source);
  const [leaf] = chain ?? [];
  if (leaf === undefined || isForHost(leaf, host)) return chain;
  source.warn(
    `SSL certificate "${key}" does not contain a Common Name or Subject Alternative Name for server "${host}": Using default certificate`,
  );
  return undefined;
}

/** The certificates in a Secret, the leaf first; undefined where there are none with a key. */
function chainIn(key: string, source: Source): readonly Certificate[] | undefined {
  const [namespace = '', name = ''] = key.split('/');
  const secret = source.secret(namespace, name);
  if (secret === undefined) {
    source.warn(`Error getting SSL certificate "${key}": local SSL certificate ${key} was not found. Using default certificate`);
    return undefined;
  }
  const chain = readCertificates(decode(secret.data?.['tls.crt']));
  if (chain.length === 0 || readKey(decode(secret.data?.['tls.key'])) === undefined) {
    source.warn(`Error getting SSL certificate "${key}": unexpected error parsing certificate. Using default certificate`);
    return undefined;
  }
  return chain;
}

function decode(text: string | undefined): string {
  try {
    return decodeBase64Text(text ?? '');
  } catch {
    return '';
  }
}

function nameOf({ metadata }: Ingress): string {
  return `${metadata.namespace}/${metadata.name}`;
}
