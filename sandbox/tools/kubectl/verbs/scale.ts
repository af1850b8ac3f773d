import { isObject } from '../../../core/json.ts';
import type { AnyObject } from '../cluster-session.ts';
import { defineVerb } from '../define-verb.ts';
import { CommandError, throwAll } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { dryRunOf, resultPrinter } from '../printers/result.ts';
import { fetchAll, select, type Target } from '../resources/resources.ts';
import { allFlag, dryRunFlag, filenameFlags, printFlags, selectorFlag } from '../shared-flags.ts';

export const scale = defineVerb({
  name: 'scale',
  usage: 'scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  summary: 'Set how many Pods a workload has',
  description: 'Sets the number of replicas of a Deployment, ReplicaSet, StatefulSet or whatever else can be scaled.',
  arguments: 'resources',
  flags: [
    ...filenameFlags(),
    selectorFlag,
    allFlag(),
    ...printFlags,
    dryRunFlag,
    { name: 'replicas', type: 'int', required: true, help: 'How many there shall be' },
    { name: 'current-replicas', type: 'int', default: '-1', help: 'Only when there are this many now; -1 for any number' },
    { name: 'resource-version', type: 'string', help: 'Only when the object is still of this version' },
    { name: 'timeout', type: 'duration', default: '0s', help: 'How long to wait until it is done; 0 does not wait' },
  ],
  examples: [
    { comment: 'Five Pods', command: 'kubectl scale deployment web --replicas=5' },
    { comment: 'None at all', command: 'kubectl scale deployment/web --replicas=0' },
    { comment: 'Only if there are two', command: 'kubectl scale --current-replicas=2 --replicas=3 deployment/web' },
  ],
  async run(invocation) {
    const { flags } = invocation;
    const replicas = flags.int('replicas');
    if (replicas < 0)
      throw new CommandError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    if (flags.int('current-replicas') < -1)
      throw new CommandError('The --current-replicas must specify an integer of -1 or greater');
    const dryRun = dryRunOf(invocation);
    const printer = resultPrinter(invocation, dryRun);
    const selection = await select(invocation, {
      filenames: flags.list('filename'),
      kustomize: flags.string('kustomize'),
      recursive: flags.bool('recursive'),
      labelSelector: flags.string('selector'),
      all: flags.bool('all'),
    });
    const { targets, errors } = await fetchAll(invocation, selection);
    if (targets.length === 0 && errors.length > 0) throwAll(errors);
    if (targets.length === 0) throw new CommandError('no objects passed to scale');
    if (targets.length > 1 && flags.string('resource-version') !== '')
      throw new CommandError('cannot use --resource-version with multiple resources');
    const failures: unknown[] = [...errors];
    for (const target of targets) {
      if (dryRun === 'client') {
        printer.print(target.mapping, target.object, 'scaled');
        continue;
      }
      try {
        await scaleOne(invocation, target, replicas, dryRun === 'server');
        if (flags.duration('timeout') > 0 && dryRun === 'none') await waitForReplicas(invocation, target, replicas);
        printer.print(target.mapping, target.object, 'scaled');
      } catch (error) {
        failures.push(error);
      }
    }
    throwAll(failures);
  },
});

async function scaleOne(invocation: Invocation, target: Target, replicas: number, dryRun: boolean): Promise<void> {
  const { cluster, flags } = invocation;
  const { mapping, namespace, name } = target;
  const expected = flags.int('current-replicas');
  const version = flags.string('resource-version');
  const options = { ...(dryRun ? { dryRun } : {}), fieldManager: 'kubectl' };
  if (expected >= 0 || version !== '') {
    const current = await cluster.get(mapping, namespace, name, { subresource: 'scale' });
    const spec = isObject(current['spec']) ? current['spec'] : {};
    const actual = Number(spec['replicas'] ?? 0);
    if (expected >= 0 && actual !== expected) throw new CommandError(`Expected replicas to be ${expected}, was ${actual}`);
    if (version !== '' && current.metadata.resourceVersion !== version) {
      throw new CommandError(`Expected resource version to be ${version}, was ${current.metadata.resourceVersion}`);
    }
  }
  await cluster.patch(mapping, namespace, name, 'merge', { spec: { replicas } }, options, 'scale');
}

async function waitForReplicas(invocation: Invocation, { mapping, namespace, name }: Target, replicas: number): Promise<void> {
  const { cluster, flags, process } = invocation;
  const deadline = process.clock.now() + flags.duration('timeout');
  const reached = (object: AnyObject): boolean => {
    const status = isObject(object['status']) ? object['status'] : {};
    return Number(status['replicas'] ?? 0) === replicas;
  };
  while (!reached(await cluster.get(mapping, namespace, name, { subresource: 'scale' }))) {
    if (process.clock.now() >= deadline) throw new CommandError(`timed out waiting for ${JSON.stringify(name)} to be synced`);
    await process.clock.sleep(1_000);
  }
}
