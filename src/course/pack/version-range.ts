import { satisfies, validRange } from 'semver';

/** Whether text is a range such as `>=0.1 <2`. */
export function isRange(text: string): boolean {
  return text.length <= 100 && validRange(text) !== null;
}

/** Words for why a pack cannot be played by this version of kubetutor; undefined when it can. */
export function rangeProblem(pack: { readonly id: string; readonly kubetutor?: string }, version: string): string | undefined {
  if (pack.kubetutor === undefined || satisfies(version, pack.kubetutor, { includePrerelease: true })) return undefined;
  return `the pack ${pack.id} is made for kubetutor ${pack.kubetutor}, and this is ${version}; install another version of one of them`;
}
