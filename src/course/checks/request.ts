import { httpMethod, httpUrl, id } from '../pack/names.ts';
import { anyText, boolean, mapping, optional, record, text, turned, wholeNumber, type ValueOf } from '../pack/shape.ts';
import { answered, flawOf, judgeSpread, sharesShape, toleranceShape, type Distribution, type Expectation } from './answers.ts';
import { defineCheck, fails, failsForGood, holds, type Answered, type CheckWorld, type Finding } from './define-check.ts';
import { originName, originShape, workstation } from './origin.ts';

const fields = record({
  url: optional(httpUrl),
  from: optional(originShape),
  method: optional(httpMethod),
  headers: optional(mapping(anyText)),
  body: optional(anyText),
  status: optional(wholeNumber(100, 599)),
  contains: optional(text),
  fails: optional(boolean),
  times: optional(wholeNumber(2, 2_000)),
  load: optional(id),
  least: optional(wholeNumber(1, 10_000)),
  lost: optional(wholeNumber(0, 10_000)),
  shares: optional(sharesShape),
  tolerance: optional(toleranceShape),
  pods: optional(wholeNumber(1, 100)),
});

type Given = ValueOf<typeof fields>;
type Sent = Given & { readonly url: string };
type Loaded = Given & { readonly load: string };

/** Keys that say how to send, which a load has said already. */
const sending = ['from', 'method', 'headers', 'body', 'times', 'fails'] as const;
/** Keys that look at many answers. */
const counting = ['lost', 'shares', 'tolerance', 'pods'] as const;

const shape = turned(fields, (value, refuse): Sent | Loaded | undefined => {
  const { url, load, times } = value;
  if (url !== undefined && load === undefined) {
    const odd = times === undefined ? counting.find((key) => value[key] !== undefined) : undefined;
    if (odd !== undefined) return refuse(`expected \`times\` beside \`${odd}\`: one answer is not enough to count`);
    if (value.fails === true && times !== undefined) return refuse('expected either `fails` or `times`');
    return value.least === undefined ? { ...value, url } : refuse('expected `least` beside `load` only');
  }
  if (load === undefined || url !== undefined) return refuse('expected exactly one of `url` and `load`');
  const odd = sending.find((key) => value[key] !== undefined);
  return odd === undefined ? { ...value, load } : refuse(`expected no \`${odd}\` beside \`load\`: setup.load says how it sends`);
});

/** HTTP requests get this answer, or none; of many, these shares of the answers are so, and no more than so many are lost. */
export const request = defineCheck<Sent | Loaded>({
  type: 'request',
  shape,
  label(value) {
    if (!('url' in value) || value.url === undefined)
      return `the requests of ${value.load ?? ''} are answered${value.shares === undefined ? '' : ' in these shares'}`;
    const { url, from = workstation, fails: none, times } = value;
    const what = none === true ? 'no answer' : times === undefined ? 'an answer' : `${times} answers`;
    return `${what} from ${url}, asked from ${originName(from)}`;
  },
  breaks: ({ load }) => load !== undefined,
  evaluate: async (value, world) =>
    value.url === undefined ? judgeLoad(value as Loaded, world) : judgeSent(value as Sent, world),
});

async function judgeSent(value: Sent, world: CheckWorld): Promise<Finding> {
  const { url, from = workstation, method = 'GET', headers = {}, body, times = 1 } = value;
  const origin = await world.origin(from);
  if (typeof origin === 'string') return fails(origin);
  const what = `${method} ${url} from ${originName(from)}`;
  const answers: Answered[] = [];
  for (let count = 0; count < times; count++) {
    const outcome = await world.request(origin, { url, method, headers, ...(body === undefined ? {} : { body }) });
    const answer = await answered(outcome, world);
    if (value.fails === true)
      return answer.status === undefined ? holds : fails(`${what}: expected no answer, found status ${answer.status}`);
    answers.push(answer);
    // A service that is not there need not be asked hundreds of times.
    const flaws = answers.filter((one) => flawOf(one, value) !== undefined);
    if (flaws.length > (value.lost ?? 0)) {
      const why = flawOf(answer, value) ?? '';
      return fails(times === 1 ? `${what}: ${why}` : `${what}: request ${answers.length} of ${times}: ${why}`);
    }
  }
  return judgeSpread(what, answers, value);
}

/** Judges what came of a load since the task began. */
async function judgeLoad({ load, least = 1, lost = 0, ...wanted }: Loaded, world: CheckWorld): Promise<Finding> {
  const requests = world.load(load);
  if (requests === undefined) return fails(`there is no load ${load}`);
  const bad = requests.filter((one) => flawOf(one, wanted as Expectation) !== undefined);
  const [first] = bad;
  if (first !== undefined && bad.length > lost) {
    const at = `${Math.floor(first.sentAt / 60_000)}:${String(Math.floor(first.sentAt / 1_000) % 60).padStart(2, '0')}`;
    return failsForGood(
      `${bad.length} of ${requests.length} requests of ${load} since this task began were lost, the first at ${at}: ${flawOf(first, wanted as Expectation) ?? ''}; take your last steps back with undo and try another way`,
    );
  }
  if (requests.length < least)
    return fails(`${load}: expected at least ${least} requests since this task began, found ${requests.length}`);
  return judgeSpread(load, requests, wanted as Distribution);
}

/** Name of the load whose requests a check looks at. */
export function loadOf(value: unknown): string | undefined {
  return (value as Given).load;
}
