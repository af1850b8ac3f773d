import { defineVerb } from '../../define-verb.ts';
import { history } from './history.ts';
import { pause, resume, restart } from './pause-resume-restart.ts';
import { status } from './status.ts';
import { undo } from './undo.ts';

export const rollout = defineVerb({
  name: 'rollout',
  usage: 'rollout SUBCOMMAND',
  summary: 'Manage the rollout of a resource',
  description: 'Follows, stops, repeats and takes back the updates of Deployments, DaemonSets and StatefulSets.',
  arguments: 'none',
  attempts: 4,
  groupHelpTo: 'stdout',
  examples: [
    { comment: 'Is the update done?', command: 'kubectl rollout status deployment/web' },
    { comment: 'Back to the version before', command: 'kubectl rollout undo deployment/web' },
  ],
  subcommands: [history, pause, restart, resume, status, undo],
});
