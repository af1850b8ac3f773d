import { anyText, listOf, mapping, number, optional, record, text, turned } from '../pack/shape.ts';
import { fails, holds, type Answered, type CheckWorld, type Finding } from './define-check.ts';
import type { RequestOutcome } from '../../../sandbox/index.ts';

const percent = turned(number, (value, refuse) =>
  value >= 0 && value <= 100 ? value : refuse('expected a percentage from 0 to 100'),
);

const share = turned(
  record({ contains: optional(text), podWith: optional(mapping(anyText)), percent }),
  ({ contains, podWith, percent: wanted }, refuse) => {
    if ((contains === undefined) === (podWith === undefined)) return refuse('expected either `contains` or `podWith`');
    return { percent: wanted, ...(contains === undefined ? { labels: podWith ?? {} } : { contains }) };
  },
);

export const sharesShape = listOf(share, { least: 1 });
export const toleranceShape = percent;

/** How many of many answers must look like this: by what is in them, or by the Pod that gave them. */
export type Share = { readonly percent: number } & (
  { readonly contains: string } | { readonly labels: { readonly [key: string]: string } }
);

/** Percentage points that a share may be off when a check does not say. */
const TOLERANCE = 5;
/** What is kept of the body of an answer. */
const KEPT = 500;

/** What came of a request, with the Pod that answered. */
export async function answered(outcome: RequestOutcome, world: Pick<CheckWorld, 'podAt'>): Promise<Answered> {
  if (!outcome.ok) return { failure: outcome.failure, body: '' };
  const pod = await world.podAt(outcome.address);
  const { status, body } = outcome.response;
  return { status, body: body.slice(0, KEPT), ...(pod === undefined ? {} : { pod }) };
}

export interface Expectation {
  readonly status?: number;
  readonly contains?: string;
}

/** Words for what is not good about an answer; undefined when it is as expected. */
export function flawOf({ status, failure, body }: Answered, wanted: Expectation): string | undefined {
  if (status === undefined) return `expected an answer, found: ${failure ?? 'none'}`;
  const good = wanted.status === undefined ? status >= 200 && status < 300 : status === wanted.status;
  if (!good) return `expected status ${wanted.status ?? '2xx'}, found ${status}`;
  if (wanted.contains !== undefined && !body.includes(wanted.contains))
    return `expected an answer with "${wanted.contains}", found "${body.slice(0, 80).trim()}"`;
  return undefined;
}

export interface Distribution {
  readonly shares?: readonly Share[];
  readonly tolerance?: number;
  /** How many different Pods must have answered at least. */
  readonly pods?: number;
}

/** Whether many answers are spread as they should be. */
export function judgeSpread(what: string, answers: readonly Answered[], wanted: Distribution): Finding {
  const { shares = [], tolerance = TOLERANCE, pods } = wanted;
  for (const one of shares) {
    const count = answers.filter((answer) => belongs(answer, one)).length;
    const found = answers.length === 0 ? 0 : (100 * count) / answers.length;
    if (Math.abs(found - one.percent) > tolerance)
      return fails(
        `${what}: expected about ${one.percent} % of ${answers.length} answers ${shareName(one)}, found ${Math.round(found)} % (${count})`,
      );
  }
  if (pods !== undefined) {
    const names = [...new Set(answers.flatMap(({ pod }) => pod?.name ?? []))].sort();
    if (names.length < pods)
      return fails(
        `${what}: expected answers of ${pods} different Pods, found ${names.length}${names.length === 0 ? '' : ` (${names.join(', ')})`}`,
      );
  }
  return holds;
}

function belongs({ body, pod }: Answered, one: Share): boolean {
  if ('contains' in one) return body.includes(one.contains);
  return pod !== undefined && Object.entries(one.labels).every(([key, value]) => pod.labels[key] === value);
}

function shareName(one: Share): string {
  if ('contains' in one) return `with "${one.contains}"`;
  return `of Pods with ${Object.entries(one.labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')}`;
}
