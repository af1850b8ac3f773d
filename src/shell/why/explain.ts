import { accessReasons } from './access.ts';
import { commandLineReasons } from './command-line.ts';
import type { Reason } from './define-reason.ts';
import { networkReasons } from './network.ts';
import { podReasons } from './pods.ts';
import { requestReasons } from './requests.ts';
import { workloadReasons } from './workloads.ts';

/** Every reason that `why` knows; of several that fit, the first one is told. */
export const reasons: readonly Reason[] = [
  ...accessReasons,
  ...requestReasons,
  ...podReasons,
  ...workloadReasons,
  ...networkReasons,
  ...commandLineReasons,
];

export interface Explanation {
  /** The line in which it was seen. */
  readonly line: string;
  readonly means: string;
  readonly next: string;
  readonly lesson: string | undefined;
}

/** What stands behind an error in what was printed; undefined when nothing in it is known. */
export function explain(output: string): Explanation | undefined {
  for (const { when, means, next, lesson } of reasons) {
    const match = when.exec(output);
    if (match === null) continue;
    const line = output
      .slice(output.lastIndexOf('\n', match.index + match[0].search(/\S|$/)) + 1)
      .split('\n')[0]
      ?.trim();
    const filled = (text: string): string =>
      text.replace(/\{(\w+)\}/g, (whole, name: string) => {
        const groups: { readonly [name: string]: string | undefined } = match.groups ?? {};
        return Object.hasOwn(groups, name) ? (groups[name] ?? groups['other'] ?? 'that') : whole;
      });
    return { line: line ?? '', means: filled(means), next: filled(next), lesson };
  }
  return undefined;
}
