import { isObject, type JsonObject } from '../../../../core/json.ts';
import { cronJobs, jobs } from '../../../../schema/resources.ts';
import { commandArguments, createObject, creationFlags, nameArgument } from '../../build/create-object.ts';
import { mappingOf } from '../../build/mapping.ts';
import { defineVerb } from '../../define-verb.ts';
import { resourceName } from '../../discovery.ts';
import { CommandError } from '../../errors.ts';
import { fetchOrThrow, select } from '../../resources/resources.ts';

const podTemplate = (name: string, image: string, command: readonly string[], restartPolicy: string): JsonObject => ({
  metadata: {},
  spec: { containers: [{ name, image, ...(command.length > 0 ? { command } : {}), resources: {} }], restartPolicy },
});

export const createJob = defineVerb({
  name: 'job',
  usage: 'job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]',
  summary: 'Create a job with the specified name',
  arguments: 'newName',
  typed: true,
  attempts: 0,
  resource: 'jobs.batch',
  flags: [
    ...creationFlags,
    { name: 'image', type: 'string', help: 'Image to run' },
    { name: 'from', type: 'string', help: 'Object to make the Job from: cronjob/NAME' },
  ],
  examples: [
    { comment: 'One command', command: 'kubectl create job hello --image=busybox:1.36 -- echo hello' },
    { comment: 'Run a CronJob now', command: 'kubectl create job now --from=cronjob/tick' },
  ],
  async run(invocation) {
    const { flags } = invocation;
    const name = nameArgument(invocation);
    const [image, from] = [flags.string('image'), flags.string('from')];
    const command = commandArguments(invocation);
    if ((image === '') === (from === '')) throw new CommandError('either --image or --from must be specified');
    if (from !== '' && command.length > 0) throw new CommandError('cannot specify --from and command');
    const failure = 'failed to create job: ';
    if (image !== '') {
      const spec = { template: podTemplate(name, image, command, 'Never') };
      await createObject(invocation, jobs, { spec, status: {} }, { name, failure });
      return;
    }
    const [found, ...more] = await fetchOrThrow(invocation, await select(invocation, { words: [from] }));
    if (found !== undefined && more.length === 0 && resourceName(found.mapping) !== resourceName(mappingOf(cronJobs)))
      throw new CommandError(`unknown object type *${found.mapping.version}.${found.mapping.kind}`);
    if (found === undefined || more.length > 0) throw new CommandError('from must be an existing cronjob');
    const { metadata } = found.object;
    const spec = isObject(found.object['spec']) ? found.object['spec'] : {};
    const template = isObject(spec['jobTemplate']) ? spec['jobTemplate'] : {};
    const own = (isObject(template['metadata']) ? template['metadata'] : {}) as {
      readonly labels?: { readonly [key: string]: string };
      readonly annotations?: { readonly [key: string]: string };
    };
    await createObject(
      invocation,
      jobs,
      { spec: template['spec'] as JsonObject, status: {} },
      {
        name,
        failure,
        ...(own.labels === undefined ? {} : { labels: own.labels }),
        annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...own.annotations },
        ownerReferences: [
          { apiVersion: 'batch/v1', kind: 'CronJob', name: metadata.name ?? '', uid: metadata.uid ?? '', controller: true },
        ],
      },
    );
  },
});

export const createCronJob = defineVerb({
  name: 'cronjob',
  aliases: ['cj'],
  usage: "cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
  summary: 'Create a cron job with the specified name',
  arguments: 'newName',
  attempts: 0,
  resource: 'cronjobs.batch',
  flags: [
    ...creationFlags,
    { name: 'image', type: 'string', required: true, help: 'Image to run' },
    { name: 'schedule', type: 'string', required: true, help: 'When to run, in the format of cron' },
    { name: 'restart', type: 'string', help: 'Restart policy of the Pods: OnFailure or Never' },
  ],
  examples: [
    { comment: 'Every minute', command: 'kubectl create cronjob tick --image=busybox:1.36 --schedule="* * * * *" -- date' },
  ],
  async run(invocation) {
    const { flags } = invocation;
    const name = nameArgument(invocation);
    const restart = flags.string('restart') || 'OnFailure';
    const template = podTemplate(name, flags.string('image'), commandArguments(invocation), restart);
    const spec = { schedule: flags.string('schedule'), jobTemplate: { metadata: { name }, spec: { template } } };
    await createObject(invocation, cronJobs, { spec, status: {} }, { name, failure: 'failed to create cronjob: ' });
  },
});
