import type { Hook } from '../../../charts/manifests.ts';
import { runHooks } from '../cluster/hooks.ts';
import { readPodLog } from '../cluster/pod-log.ts';
import { ReleaseStorage } from '../cluster/storage.ts';
import { defineHelmCommand } from '../define-command.ts';
import { messageOf, HelmError } from '../errors.ts';
import { bool, timeoutFlag } from '../flag-sets.ts';
import { printRelease } from '../output/status.ts';
import { checkReleaseName } from '../release-names.ts';

export const test = defineHelmCommand({
  name: 'test',
  usage: 'test [RELEASE]',
  summary: 'run tests for a release',
  description: 'Runs the tests of a release: the Pods and Jobs of its chart that are hooks of the kind `test`.',
  flags: [
    { name: 'filter', type: 'list', help: 'only these tests: name=NAME, or !name=NAME for all others' },
    bool('hide-notes', 'do not show the notes'),
    bool('logs', 'print the logs of the tests'),
    timeoutFlag,
  ],
  arguments: { exactly: 1 },
  async run(run) {
    const [name = ''] = run.args;
    const filters = run.flags.list('filter');
    const only = filters.filter((filter) => filter.startsWith('name=')).map((filter) => filter.slice('name='.length));
    const without = filters.filter((filter) => /^!\s?name=/.test(filter)).map((filter) => filter.replace(/^!\s?name=/, ''));
    const wanted = (hook: Hook): boolean => !without.includes(hook.name) && (only.length === 0 || only.includes(hook.name));
    await run.cluster.reach();
    checkReleaseName(name, 'releaseTest: Release name is invalid');
    const storage = new ReleaseStorage(run);
    const release = await storage.last(name);
    const all = release.hooks ?? [];
    release.hooks = all.filter(wanted);
    const skipped = all.filter((hook) => !wanted(hook));
    let failure: unknown;
    try {
      await runHooks(run, storage, release, 'test', run.flags.duration('timeout'));
    } catch (error) {
      failure = error;
    }
    release.hooks = [...skipped, ...release.hooks];
    await storage.record(release);
    printRelease(run, release, { debug: run.settings.debug, hideNotes: run.flags.bool('hide-notes') });
    if (run.flags.bool('logs')) {
      run.line('');
      const tests = release.hooks
        .filter((hook) => hook.events.includes('test') && wanted(hook))
        .toSorted((left, right) => left.weight - right.weight || (left.name < right.name ? -1 : 1));
      for (const hook of tests) {
        let log: string;
        try {
          log = await readPodLog(run, run.namespace, hook.name);
        } catch (error) {
          throw new HelmError(`unable to get pod logs for ${hook.name}: ${messageOf(error)}`);
        }
        run.out(`POD LOGS: ${hook.name}\n${log}\n`);
      }
    }
    if (failure !== undefined) throw failure;
  },
});
