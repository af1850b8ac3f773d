export { createKubectl } from './kubectl.ts';
export type { Connect, ConnectContext } from './connect.ts';
export { parseCommand, type CommandMeaning } from './meaning.ts';
export { complete, FILES, type Completion, type CompletionSource } from './completion.ts';
export { clientCompletions } from './completion-source.ts';
