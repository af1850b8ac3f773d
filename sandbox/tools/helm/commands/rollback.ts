import { rollback as rollBack } from '../actions/rollback.ts';
import { ReleaseStorage } from '../cluster/storage.ts';
import { defineHelmCommand } from '../define-command.ts';
import { HelmError } from '../errors.ts';
import { bool, historyMaxFlag, timeoutFlag, waitFlags } from '../flag-sets.ts';

export const rollback = defineHelmCommand({
  name: 'rollback',
  usage: 'rollback <RELEASE> [REVISION]',
  summary: 'roll back a release to a previous revision',
  description: 'Makes an earlier revision of a release the newest one: the last before the present when none is named.',
  flags: [
    bool('cleanup-on-fail', 'delete what a failed rollback has made'),
    bool('dry-run', 'change nothing'),
    bool('force', 'replace objects in place of patching them'),
    historyMaxFlag,
    bool('no-hooks', 'run no hooks'),
    bool('recreate-pods', 'restart the Pods of what was changed'),
    timeoutFlag,
    ...waitFlags,
  ],
  arguments: { atLeast: 1 },
  async run(run) {
    const [name = '', revision = '0'] = run.args;
    const { flags } = run;
    if (!/^[+-]?\d+$/.test(revision))
      throw new HelmError(
        `could not convert revision to a number: strconv.Atoi: parsing ${JSON.stringify(revision)}: invalid syntax`,
      );
    await run.cluster.reach();
    await rollBack(run, new ReleaseStorage(run), name, {
      version: Number(revision),
      dryRun: flags.bool('dry-run'),
      force: flags.bool('force'),
      noHooks: flags.bool('no-hooks'),
      wait: flags.bool('wait'),
      waitForJobs: flags.bool('wait-for-jobs'),
      cleanupOnFail: flags.bool('cleanup-on-fail'),
      recreate: flags.bool('recreate-pods'),
      timeout: flags.duration('timeout'),
      maxHistory: flags.has('history-max') ? flags.int('history-max') : run.settings.maxHistory,
    });
    run.line('Rollback was a success! Happy Helming!');
  },
});
