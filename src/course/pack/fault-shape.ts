import { nestedCheck } from '../checks/nested-check.ts';
import type { Fault, FaultAction, Load, Trigger } from '../lesson/model.ts';
import { httpMethod, httpUrl, id, objectName } from './names.ts';
import { anyText, duration, mapping, optional, record, text, turned, wholeNumber, type Shape } from './shape.ts';
import { originShape, workstation } from '../checks/origin.ts';

const pods = turned(
  record({ pod: optional(objectName), podWith: optional(mapping(anyText)), namespace: optional(objectName) }),
  ({ pod, podWith, namespace = 'default' }, refuse) => {
    if ((pod === undefined) === (podWith === undefined)) return refuse('expected either `pod` or `podWith`');
    return { namespace, ...(pod === undefined ? {} : { name: pod }), ...(podWith === undefined ? {} : { labels: podWith }) };
  },
);

const actionFields = {
  killPod: optional(pods),
  stopNode: optional(objectName),
  startNode: optional(objectName),
  cordon: optional(objectName),
  uncordon: optional(objectName),
  stopComponent: optional(text),
  startComponent: optional(text),
  run: optional(text),
};

type GivenAction = { readonly [K in keyof typeof actionFields]?: unknown };

/** The one thing that a fault does, out of the keys that may stand for it. */
function actionOf(value: GivenAction, refuse: (message: string) => undefined): FaultAction | undefined {
  const given = Object.keys(actionFields).filter((key) => value[key as keyof GivenAction] !== undefined);
  const [type, second] = given;
  if (type === undefined || second !== undefined)
    return refuse(
      `expected exactly one of ${Object.keys(actionFields)
        .map((key) => `\`${key}\``)
        .join(', ')}`,
    );
  // The shape above gave each key the value that its action has.
  return { type, target: value[type as keyof GivenAction] } as FaultAction;
}

/** A fault without a time: what `survives` does when all else holds. */
export const faultAction: Shape<FaultAction> = turned(record(actionFields), actionOf);

const triggerFields = {
  at: optional(duration),
  passed: optional(id),
  when: optional(nestedCheck),
  after: optional(duration),
};

function triggerOf(
  {
    at,
    passed,
    when,
    after = 0,
  }: { readonly at?: number; readonly passed?: string; readonly when?: Trigger['when']; readonly after?: number },
  refuse: (message: string) => undefined,
): Trigger | undefined {
  if ([at, passed, when].filter((one) => one !== undefined).length !== 1)
    return refuse('expected exactly one of `at` (a time), `passed` (a task) and `when` (a check)');
  return {
    after: at ?? after,
    ...(passed === undefined ? {} : { passed }),
    ...(when === undefined ? {} : { when }),
  };
}

export const fault: Shape<Fault> = turned(record({ ...triggerFields, ...actionFields }), (value, refuse) => {
  const trigger = triggerOf(value, refuse);
  const action = actionOf(value, refuse);
  return trigger === undefined || action === undefined ? undefined : { trigger, action };
});

const interval = turned(duration, (value, refuse) => (value >= 50 ? value : refuse('expected at least `50ms`')));

export const load: Shape<Load> = turned(
  record({
    ...triggerFields,
    url: httpUrl,
    name: optional(id),
    method: optional(httpMethod),
    headers: optional(mapping(anyText)),
    from: optional(originShape),
    every: interval,
    times: wholeNumber(1, 10_000),
  }),
  (value, refuse) => {
    const trigger = triggerOf(value, refuse);
    const { name, url, from = workstation, every, times, method = 'GET', headers = {} } = value;
    if (trigger === undefined) return undefined;
    return { trigger, url, from, every, times, method, headers, ...(name === undefined ? {} : { name }) };
  },
);
