import type { FlagDefinition } from '../../flags.ts';
import { allFlag, dryRunFlag, filenameFlags, localFlag, printFlags, selectorFlag } from '../../shared-flags.ts';

/** Flags of all `kubectl set …` commands. */
export const setFlags: readonly FlagDefinition[] = [
  ...filenameFlags(),
  selectorFlag,
  allFlag(),
  ...printFlags,
  dryRunFlag,
  localFlag,
  { name: 'field-manager', type: 'string', default: 'kubectl-set', help: 'Name under which field ownership is tracked' },
];
