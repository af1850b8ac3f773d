import { refusePostRenderer } from '../actions/options.ts';
import { defineHelmCommand } from '../define-command.ts';
import { withWords } from '../errors.ts';
import { bool, installFlags, outputFlag, postRendererFlags } from '../flag-sets.ts';
import { printRelease } from '../output/status.ts';
import { runInstall } from '../run-install.ts';

export const install = defineHelmCommand({
  name: 'install',
  usage: 'install [NAME] [CHART]',
  summary: 'install a chart',
  description: `Installs a chart as a new release. The chart is a folder, a packed chart (.tgz) or the name of
a chart in a repository that was added, e.g. demo/web.

Values come from the chart's values.yaml, then from files (-f), then from --set and its like; what comes later wins.`,
  flags: [...installFlags, bool('hide-secret', 'with --dry-run, do not show Secrets'), outputFlag, ...postRendererFlags],
  arguments: { atLeast: 1 },
  async run(run) {
    refusePostRenderer(run);
    let release;
    try {
      release = await runInstall(run, run.args, {});
    } catch (error) {
      throw withWords(error, 'INSTALLATION FAILED');
    }
    printRelease(run, release, { debug: run.settings.debug, hideNotes: run.flags.bool('hide-notes') });
  },
});
