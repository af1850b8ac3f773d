import { notAcceptable } from './errors.ts';
import type { Representation } from './request.ts';

/** How an answer is to look, as the `Accept` header asks. */
export interface Negotiated {
  readonly as: Representation;
  /** Version of `meta.k8s.io` in which a Table or metadata are wanted, when not v1. */
  readonly metaVersion?: 'v1beta1';
}

const PRODUCED = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const STREAMED = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];
const representations: ReadonlySet<string> = new Set<Representation>([
  'Table',
  'PartialObjectMetadata',
  'PartialObjectMetadataList',
]);

interface Clause {
  readonly mediaType: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/**
 * The first representation of the header that can be given. Throws StatusError (406) when none can. Models go-restful's choice of a
 * route and then k8s.io/apiserver/pkg/endpoints/handlers/negotiation.
 */
export function negotiate(accept: string | undefined, collection: boolean): Negotiated {
  if (accept === undefined || accept.trim() === '') return { as: 'Object' };
  const clauses = accept.split(',').map(clauseOf);
  if (!clauses.some(({ mediaType }) => mediaType === '*/*' || PRODUCED.includes(mediaType))) {
    const available = [...PRODUCED, ...(collection ? STREAMED : [])].join(', ');
    throw notAcceptable(`406: Not Acceptable\n\nAvailable representations: ${available}`, {});
  }
  for (const clause of [...clauses].sort((left, right) => right.quality - left.quality)) {
    const found = accepted(clause);
    if (found !== undefined) return found;
  }
  throw notAcceptable(`only the following media types are accepted: ${PRODUCED.join(', ')}`);
}

function clauseOf(text: string): Clause {
  const [mediaType = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map(
    rest.map((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? ([part, ''] as const) : ([part.slice(0, equals), part.slice(equals + 1)] as const);
    }),
  );
  const quality = Number(parameters.get('q') ?? 1);
  return { mediaType: mediaType.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 1 : quality };
}

function accepted({ mediaType, parameters }: Clause): Negotiated | undefined {
  if (!PRODUCED.includes(mediaType) && mediaType !== '*/*' && mediaType !== 'application/*') return undefined;
  const as = parameters.get('as');
  if (as === undefined) return { as: 'Object' };
  const version = parameters.get('v');
  if (parameters.get('g') !== 'meta.k8s.io' || !representations.has(as)) return undefined;
  if (version !== 'v1' && version !== 'v1beta1') return undefined;
  return { as: as as Representation, ...(version === 'v1beta1' ? { metaVersion: version } : {}) };
}
