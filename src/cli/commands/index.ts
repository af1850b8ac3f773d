import type { Command } from '../define-command.ts';
import { check } from './check.ts';
import { completion } from './completion.ts';
import { doctor } from './doctor.ts';
import { exam } from './exam.ts';
import { helm } from './helm.ts';
import { kubectl } from './kubectl.ts';
import { list } from './list.ts';
import { packAdd } from './pack-add.ts';
import { packBuild } from './pack-build.ts';
import { packLint } from './pack-lint.ts';
import { packList } from './pack-list.ts';
import { packNew } from './pack-new.ts';
import { packPreview } from './pack-preview.ts';
import { packProve } from './pack-prove.ts';
import { packRemove } from './pack-remove.ts';
import { packSchemaCommand } from './pack-schema.ts';
import { progress } from './progress.ts';
import { progressExport } from './progress-export.ts';
import { progressImport } from './progress-import.ts';
import { progressReset } from './progress-reset.ts';
import { replay } from './replay.ts';
import { review } from './review.ts';
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
  check,
  review,
  exam,
  progress,
  progressExport,
  progressImport,
  progressReset,
  replay,
  packNew,
  packLint,
  packProve,
  packPreview,
  packBuild,
  packSchemaCommand,
  packAdd,
  packRemove,
  packList,
  sandboxRun,
  sandboxShell,
  sandboxServe,
  kubectl,
  helm,
  doctor,
  completion,
];
