import type { Command } from '../define-command.ts';
import { completion } from './completion.ts';
import { doctor } from './doctor.ts';
import { list } from './list.ts';
import { packLint } from './pack-lint.ts';
import { packProve } from './pack-prove.ts';
import { progress } from './progress.ts';
import { replay } from './replay.ts';
import { run } from './run.ts';
import { sandboxRun } from './sandbox-run.ts';
import { sandboxServe } from './sandbox-serve.ts';
import { sandboxShell } from './sandbox-shell.ts';
import { show } from './show.ts';

/** Every command of `kubetutor`, in the order of the help. Without a command the full-screen course opens. */
export const commands: readonly Command[] = [
  list,
  show,
  run,
  progress,
  replay,
  packLint,
  packProve,
  sandboxRun,
  sandboxShell,
  sandboxServe,
  doctor,
  completion,
];
