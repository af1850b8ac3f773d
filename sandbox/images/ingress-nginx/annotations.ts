import type { Ingress } from '../../schema/types/networking-v1.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/';

/** Annotations that have an effect here. */
const known: ReadonlySet<string> = new Set([
  'rewrite-target',
  'use-regex',
  'ssl-redirect',
  'force-ssl-redirect',
  'canary',
  'canary-weight',
  'canary-weight-total',
  'canary-by-header',
  'canary-by-header-value',
  'canary-by-cookie',
  'affinity',
  'affinity-mode',
  'session-cookie-name',
  'permanent-redirect',
  'permanent-redirect-code',
  'temporal-redirect',
  'app-root',
  'whitelist-source-range',
  'allowlist-source-range',
  'backend-protocol',
  'upstream-vhost',
  'proxy-read-timeout',
]);

export function annotation({ metadata }: Ingress, name: string): string | undefined {
  return metadata.annotations?.[PREFIX + name];
}

/** A number that an annotation gives; `usual` where there is none, or no whole number from `least` to `most`. */
export function wholeNumber(ingress: Ingress, name: string, usual: number, least = 0, most = Infinity): number {
  const text = annotation(ingress, name) ?? '';
  const value = Number(text);
  return /^\d+$/.test(text) && value >= least && value <= most ? value : usual;
}

export function isOn(ingress: Ingress, name: string): boolean {
  return annotation(ingress, name) === 'true';
}

/** Names of the controller's annotations that an Ingress has and nothing here acts on. */
export function unknownAnnotations({ metadata }: Ingress): readonly string[] {
  return Object.keys(metadata.annotations ?? {}).filter(
    (name) => name.startsWith(PREFIX) && !known.has(name.slice(PREFIX.length)),
  );
}
