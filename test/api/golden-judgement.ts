import { isObject } from '../../sandbox/core/json.ts';
import { VOLATILE, type Answer, type GoldenCase } from './golden-replay.ts';

export interface Difference {
  readonly at: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Which parts of an answer agree; undefined where a part does not apply. */
export interface Judgement {
  readonly verdict: boolean;
  readonly message?: boolean;
  readonly object?: boolean;
  readonly differences: readonly Difference[];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function compare(expected: unknown, actual: unknown, at: string, found: Difference[]): Difference[] {
  if (expected === VOLATILE) {
    if (actual === undefined || actual === null) found.push({ at, expected, actual });
  } else if (typeof expected === 'string' && expected.includes(VOLATILE)) {
    const pattern = new RegExp(`^${expected.split(VOLATILE).map(escaped).join('[\\s\\S]+')}$`);
    if (typeof actual !== 'string' || !pattern.test(actual)) found.push({ at, expected, actual });
  } else if (Array.isArray(expected) && Array.isArray(actual)) {
    const length = Math.max(expected.length, actual.length);
    for (let index = 0; index < length; index++) compare(expected[index], actual[index], `${at}[${index}]`, found);
  } else if (isObject(expected) && isObject(actual)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      compare(expected[key], actual[key], at === '' ? key : `${at}.${key}`, found);
    }
  } else if (expected !== actual) found.push({ at, expected, actual });
  return found;
}

/** Several errors in one message come in no fixed order. */
function sameMessage(expected: unknown, actual: unknown): boolean {
  if (compare(expected, actual, '', []).length === 0) return true;
  if (typeof expected !== 'string' || typeof actual !== 'string') return false;
  const cut = (text: string): readonly string[] | null =>
    /^([\s\S]*? error: )([\s\S]*)$/.exec(text) ?? /^([\s\S]*?: )\[([\s\S]*)\]$/.exec(text);
  const left = cut(expected);
  const right = cut(actual);
  const parts = (text = ''): string => text.split(', ').sort().join('\n');
  return left !== null && right !== null && left[1] === right[1] && parts(left[2]) === parts(right[2]);
}

const causeKeys = (status: unknown): readonly string[] => {
  const details = isObject(status) && isObject(status['details']) ? status['details'] : {};
  const causes = Array.isArray(details['causes']) ? (details['causes'] as readonly { readonly [key: string]: unknown }[]) : [];
  return causes.map(({ reason, field, message }) => [reason ?? '', field ?? '', message ?? ''].join('|')).sort();
};

const member = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);

/** Managed fields are judged apart. */
function withoutManagedFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutManagedFields);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'managedFields')
      .map(([key, item]) => [key, withoutManagedFields(item)]),
  );
}

export function judge({ expect }: GoldenCase, answer: Answer): Judgement {
  const failing = expect.code >= 400;
  const differences: Difference[] = [];
  const isStatus = failing && member(expect.body, 'kind') === 'Status';
  const reasons = [member(expect.body, 'reason') ?? '', member(answer.body, 'reason') ?? ''];
  const verdict = expect.code === answer.code && (!isStatus || reasons[0] === reasons[1]);
  if (!verdict) {
    const actual = `${answer.code} ${String(reasons[1])} ${String(member(answer.body, 'message') ?? '')}`;
    differences.push({ at: 'code', expected: `${expect.code} ${isStatus ? String(reasons[0]) : ''}`, actual });
  }
  const warnings = [...(expect.warnings ?? [])].sort();
  let message: boolean | undefined;
  if (failing || warnings.length > 0 || answer.warnings.length > 0) {
    const found: Difference[] = compare(warnings, [...answer.warnings].sort(), 'warnings', []);
    if (isStatus) {
      const [expected, actual] = [member(expect.body, 'message'), member(answer.body, 'message')];
      if (!sameMessage(expected, actual)) found.push({ at: 'message', expected, actual });
      compare(causeKeys(expect.body), causeKeys(answer.body), 'causes', found);
      for (const name of ['name', 'group', 'kind', 'retryAfterSeconds']) {
        compare(
          member(member(expect.body, 'details'), name),
          member(member(answer.body, 'details'), name),
          `details.${name}`,
          found,
        );
      }
    } else if (failing) compare(expect.body, answer.body, 'body', found);
    message = found.length === 0;
    differences.push(...found);
  }
  if (failing) return { verdict, ...(message === undefined ? {} : { message }), differences };
  const found = compare(
    withoutManagedFields(expect.events ?? expect.body),
    withoutManagedFields(expect.events ? answer.events : answer.body),
    '',
    [],
  );
  return {
    verdict,
    ...(message === undefined ? {} : { message }),
    object: found.length === 0,
    differences: [...differences, ...found],
  };
}

/** Whether a case agrees in every part. */
export const passes = ({ verdict, message, object }: Judgement): boolean => verdict && message !== false && object !== false;
