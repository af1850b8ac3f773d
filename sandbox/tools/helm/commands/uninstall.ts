import { uninstall as uninstallRelease } from '../actions/uninstall.ts';
import { ReleaseStorage } from '../cluster/storage.ts';
import type { Cascade } from '../cluster/changes.ts';
import { defineHelmCommand } from '../define-command.ts';
import { HelmError } from '../errors.ts';
import { bool, text, timeoutFlag } from '../flag-sets.ts';

const cascades: ReadonlyMap<string, Cascade> = new Map([
  ['background', 'background'],
  ['foreground', 'foreground'],
  ['orphan', 'orphan'],
]);

export const uninstall = defineHelmCommand({
  name: 'uninstall',
  aliases: ['del', 'delete', 'un'],
  suggestFor: ['remove', 'rm'],
  usage: 'uninstall RELEASE_NAME [...]',
  summary: 'uninstall a release',
  description: 'Takes releases away with all their objects and their history.',
  flags: [
    text('cascade', 'what becomes of dependent objects: background, orphan or foreground', { default: 'background' }),
    text('description', 'a description of your own'),
    bool('dry-run', 'change nothing'),
    bool('ignore-not-found', 'do not mind when there is no such release'),
    bool('keep-history', 'keep the history of the release'),
    bool('no-hooks', 'run no hooks'),
    timeoutFlag,
    bool('wait', 'return when all objects are gone'),
  ],
  arguments: { atLeast: 1 },
  async run(run) {
    const { flags } = run;
    const cascade = cascades.get(flags.string('cascade'));
    if (cascade === undefined)
      throw new HelmError(`invalid cascade value (${flags.string('cascade')}). Must be "background", "foreground", or "orphan"`);
    for (const name of run.args) {
      await run.cluster.reach();
      const kept = await uninstallRelease(run, new ReleaseStorage(run), name, {
        cascade,
        noHooks: flags.bool('no-hooks'),
        keepHistory: flags.bool('keep-history'),
        wait: flags.bool('wait'),
        timeout: flags.duration('timeout'),
        description: flags.string('description'),
        ignoreNotFound: flags.bool('ignore-not-found'),
        dryRun: flags.bool('dry-run'),
      });
      if (kept !== '') run.line(kept);
      run.line(`release "${name}" uninstalled`);
    }
  },
});
