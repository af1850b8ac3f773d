import type { FlagDefinition } from '../../flags.ts';
import { allFlag, dryRunFlag, filenameFlags, printFlags, selectorFlag } from '../../shared-flags.ts';

/** Flags of all `kubectl set …` commands. */
export const setFlags: readonly FlagDefinition[] = [
  ...filenameFlags(),
  selectorFlag,
  allFlag(),
  ...printFlags,
  dryRunFlag,
  { name: 'local', type: 'bool', help: 'Only change what the file says, without the server' },
  { name: 'field-manager', type: 'string', default: 'kubectl-set', help: 'Name under which field ownership is tracked' },
];
