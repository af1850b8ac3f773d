export { createKubectl } from './kubectl.ts';
export { CommandError } from './errors.ts';
export type { Connect, ConnectContext } from './connect.ts';
export { parseCommand, type CommandMeaning } from './meaning.ts';
export { complete, FILES, type Completion, type CompletionSource } from './completion.ts';
export { applyPatch } from './patch/apply-patch.ts';
export { LAST_APPLIED, lastApplied } from './patch/last-applied.ts';
export type { AnyObject } from './cluster-session.ts';
export { clientCompletions } from './completion-source.ts';
