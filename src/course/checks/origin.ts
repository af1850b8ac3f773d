import {
  anyText,
  isPlain,
  mapping,
  oneOf,
  optional,
  record,
  text,
  turned,
  either,
  isMapping,
  type Shape,
} from '../pack/shape.ts';
import type { Origin, PodQuery } from './define-check.ts';

const place: Shape<Origin> = turned(oneOf('workstation', 'outside'), (at) => (at === 'workstation' ? { at } : { at }));

const pod: Shape<Origin> = turned(
  record({ pod: optional(text), podWith: optional(mapping(anyText)), namespace: optional(text) }),
  ({ pod: name, podWith: labels, namespace = 'default' }, refuse) => {
    if ((name === undefined) === (labels === undefined)) return refuse('expected either `pod` or `podWith`');
    return { at: 'pod', namespace, ...(name === undefined ? {} : { name }), ...(labels === undefined ? {} : { labels }) };
  },
);

/** Keys by which a check names a container. */
export const podFields = {
  pod: optional(text),
  podWith: optional(mapping(anyText)),
  namespace: optional(text),
  container: optional(text),
};

interface GivenPod {
  readonly pod?: string;
  readonly podWith?: { readonly [key: string]: string };
  readonly namespace?: string;
  readonly container?: string;
}

export function podQuery(given: GivenPod, refuse: (message: string) => undefined): PodQuery | undefined {
  const { pod: name, podWith: labels, namespace = 'default', container } = given;
  if ((name === undefined) === (labels === undefined)) return refuse('expected either `pod` or `podWith`');
  return {
    at: 'pod',
    namespace,
    ...(name === undefined ? {} : { name }),
    ...(labels === undefined ? {} : { labels }),
    ...(container === undefined ? {} : { container }),
  };
}

/** Where a request or a look-up starts. */
export const originShape: Shape<Origin> = either<Origin>(
  '`workstation`, `outside` or a Pod (`{ pod: NAME }`, `{ podWith: LABELS }`)',
  { test: isPlain, shape: place },
  { test: isMapping, shape: pod },
);

export const workstation: Origin = { at: 'workstation' };

/** In words, to follow "from". */
export function originName(origin: Origin): string {
  if (origin.at === 'workstation') return 'your machine';
  if (origin.at === 'outside') return 'outside the cluster';
  if (origin.name !== undefined) return `Pod ${origin.namespace}/${origin.name}`;
  const labels = Object.entries(origin.labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return `a Pod with ${labels.join(',')} in ${origin.namespace}`;
}
