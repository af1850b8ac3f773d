import type { Client, JsonObject, KindRegistry, Machine, NetworkNamespace, RequestOutcome } from '../../../sandbox/index.ts';
import type { Answer } from '../lesson/model.ts';
import type { Shape } from '../pack/shape.ts';

/** What a check found: that it holds, or in plain words what is different. */
export type Finding =
  | { readonly holds: true }
  | {
      readonly holds: false;
      readonly found: string;
      /** Whether it cannot hold any more, whatever comes: only taking back what was done helps. */
      readonly final?: true;
    };

export const holds: Finding = { holds: true };

export function fails(found: string): Finding {
  return { holds: false, found };
}

/** A finding that no waiting and no further step can mend. */
export function failsForGood(found: string): Finding {
  return { holds: false, found, final: true };
}

/** A command as a check sees it. */
export interface RanCommand {
  readonly time: number;
  readonly argv: readonly string[];
  readonly exitCode: number;
}

/** Where a request or a look-up starts. */
export type Origin =
  | { readonly at: 'workstation' }
  | { readonly at: 'outside' }
  | {
      readonly at: 'pod';
      readonly namespace: string;
      readonly name?: string;
      readonly labels?: { readonly [key: string]: string };
    };

export interface CheckRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
}

/** What a check may look at. */
export interface CheckWorld {
  readonly client: Client;
  readonly kinds: KindRegistry;
  /** Commands since the task began. */
  readonly commands: readonly RanCommand[];
  /** What the learner answered to the task last. */
  readonly answer: Answer | undefined;
  /** Text of a file in the home folder, undefined when there is none. */
  readFile(path: string): string | undefined;
  /** The files of a folder below the home folder, path within it → text; undefined when there is no such folder. */
  readFolder(path: string): { readonly [path: string]: Uint8Array } | undefined;
  /** Where to send from, or words for why there is no such place. */
  origin(origin: Origin): Promise<NetworkNamespace | string>;
  request(from: NetworkNamespace, request: CheckRequest): Promise<RequestOutcome>;
  /** The Pod that has an address; undefined when it is none's. */
  /** What a log or a command of a Pod prints, or words for why it cannot be had. */
  printed(pod: PodQuery, what: PodOutput): Promise<Printed | string>;
  podAt(address: string): Promise<ReceivingPod | undefined>;
  /** What came of the requests of a load since the task began, the oldest first; undefined when there is no load of that name. */
  load(name: string): readonly LoadRequest[] | undefined;
  resolve(from: NetworkNamespace, name: string): Promise<readonly string[]>;
  /** How an invariant fared since the task began; undefined for a world in which nothing was kept track of. */
  invariant(check: Check): Invariant | undefined;
  /** How the cluster fares in a fault that is tried once all else holds; undefined for a world in which nothing is tried. */
  survival(check: Check): Promise<Survival | undefined>;
  /** A node by name, or the `workstation`; undefined when there is none of that name. */
  machine(name: string): Machine | undefined;
  /** docker's containers on the learner's machine, as `docker inspect` describes them. */
  containers(): readonly JsonObject[];
}

export type PodQuery = Extract<Origin, { readonly at: 'pod' }> & { readonly container?: string };

/** The log of a container, or a command that is run in it. */
export type PodOutput = { readonly log: { readonly previous: boolean } } | { readonly command: readonly string[] };

export interface Printed {
  readonly text: string;
  readonly exitCode: number;
  /** `namespace/name` of the Pod. */
  readonly pod: string;
}

export interface ReceivingPod {
  /** `namespace/name`. */
  readonly name: string;
  readonly labels: { readonly [key: string]: string };
}

/** What came of one request. */
export interface Answered {
  /** Absent when there was no answer. */
  readonly status?: number;
  /** Why there was no answer. */
  readonly failure?: string;
  readonly body: string;
  readonly pod?: ReceivingPod;
}

/** A request of a load that has ended. */
export interface LoadRequest extends Answered {
  /** Virtual milliseconds since the lesson began at which it was sent. */
  readonly sentAt: number;
}

export interface Survival {
  readonly state: 'trying' | 'survived' | 'refused';
  /** What the fault was, in words that follow "after". */
  readonly after: string;
  /** Why the fault could not be inflicted. */
  readonly why?: string;
}

/** How often an inner check held and did not at the changes since a task began. */
export interface Invariant {
  readonly looked: number;
  /** What was found at the first change at which it did not hold. */
  readonly firstFailure?: string;
  /** Virtual time of that change. */
  readonly failedAt?: number;
  readonly firstSuccessAt?: number;
}

/** What all checks have beside their own value. */
export interface CheckOptions {
  readonly label: string;
  /** Virtual milliseconds after a command before it counts as failing. */
  readonly within: number;
  readonly onFail?: string;
  readonly hints: readonly string[];
}

/** A check of a task, ready to be asked. */
export interface Check extends CheckOptions {
  readonly type: string;
  /** As written in the pack, read by the shape of its type. */
  readonly value: unknown;
  /** True for a check that looks at the whole time since the task began, and so alone proves nothing that was done. */
  readonly overTime: boolean;
  /** True for a check that is asked only when all others of its task hold. */
  readonly last: boolean;
  /** True for a check that can come to fail for good. */
  readonly breaks: boolean;
  /** True for a check that only a command of the learner can change. */
  readonly byCommand: boolean;
  /** Objects whose every change matters to it. */
  readonly watches: readonly JsonObject[];
  /** For checks over time: what must hold at every or at no change. */
  readonly inner?: Check;
  /** Ids and texts of what can be chosen, for a question. */
  readonly choices?: readonly { readonly id: string; readonly text: string }[];
  /** The same check in other words. */
  reworded(words: CheckWords): Check;
  evaluate(world: CheckWorld): Promise<Finding>;
}

/** Texts of a check in another language. */
export interface CheckWords {
  readonly label?: string;
  readonly onFail?: string;
  readonly hints?: readonly string[];
  readonly question?: string;
  readonly choices?: { readonly [id: string]: string };
  readonly why?: string;
}

/** A type of check: one key in lesson.yaml. */
export interface CheckDefinition<Value> {
  readonly type: string;
  readonly shape: Shape<Value>;
  /** What is looked at, in a few words. */
  label(value: Value): string;
  /** Must not change anything. May take virtual time only through the world. */
  evaluate(value: Value, world: CheckWorld, check: Check): Promise<Finding>;
  /** Partial objects whose changes matter. */
  watches?(value: Value): readonly JsonObject[];
  readonly overTime?: boolean;
  readonly last?: boolean;
  readonly byCommand?: boolean;
  /** Whether it can come to fail for good; those over time can. */
  breaks?(value: Value): boolean;
  /** `within` where a lesson does not give it. */
  readonly usualWithin?: number;
  choices?(value: Value): Check['choices'];
  /** The value with texts in another language in it. */
  reword?(value: Value, words: CheckWords): Value;
  inner?(value: Value): Check;
  /** How many matches and the like: keys that stand beside the type's own key. */
  readonly beside?: { readonly [key: string]: Shape<unknown> };
  /** Puts what stood beside into the value. */
  join?(value: Value, beside: { readonly [key: string]: unknown }): Value;
}

/** A definition whose value type has been forgotten: what the reader of packs works with. */
export interface CheckType {
  readonly type: string;
  readonly shape: Shape<unknown>;
  readonly beside: { readonly [key: string]: Shape<unknown> };
  /** Makes the check from what its shape read. */
  make(value: unknown, beside: { readonly [key: string]: unknown }, options: Partial<CheckOptions>): Check;
}

/**
 * Defines a type of check.
 *
 * @example export const absent = defineCheck({ type: 'absent', shape: partialObject, label: …, evaluate: … });
 */
export function defineCheck<Value>(definition: CheckDefinition<Value>): CheckType {
  return {
    type: definition.type,
    shape: definition.shape,
    beside: definition.beside ?? {},
    make(given, beside, options) {
      // The reader passes only what this definition's own shape gave.
      return made(definition.join?.(given as Value, beside) ?? (given as Value), options);
    },
  };

  function made(value: Value, options: Partial<CheckOptions>): Check {
    const choices = definition.choices?.(value);
    const inner = definition.inner?.(value);
    const check: Check = {
      type: definition.type,
      value,
      label: options.label ?? definition.label(value),
      within: options.within ?? definition.usualWithin ?? 0,
      hints: options.hints ?? [],
      ...(options.onFail === undefined ? {} : { onFail: options.onFail }),
      overTime: definition.overTime ?? false,
      last: definition.last ?? false,
      breaks: definition.breaks?.(value) ?? definition.overTime ?? false,
      byCommand: definition.byCommand ?? false,
      watches: definition.watches?.(value) ?? [],
      ...(inner === undefined ? {} : { inner }),
      ...(choices === undefined ? {} : { choices }),
      reworded({ label, onFail, hints, ...words }) {
        const other = {
          ...options,
          ...(label === undefined ? {} : { label }),
          ...(onFail === undefined ? {} : { onFail }),
          ...(hints === undefined ? {} : { hints }),
        };
        return made(definition.reword?.(value, words) ?? value, other);
      },
      async evaluate(world) {
        const finding = await definition.evaluate(value, world, check);
        if (finding.holds || options.onFail === undefined) return finding;
        return { ...finding, found: `${options.onFail.trim()} (${finding.found})` };
      },
    };
    return check;
  }
}
