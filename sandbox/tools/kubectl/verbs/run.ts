import { refusedFlags, filenameFlags } from '../shared-flags.ts';
import type { JsonObject } from '../../../core/json.ts';
import { pods, services } from '../../../schema/resources.ts';
import type { Pod } from '../../../schema/types/core-v1.ts';
import { isImageReference, parseEnv, parseLabels } from '../build/containers.ts';
import { createObject, creationFlags } from '../build/create-object.ts';
import { defineVerb } from '../define-verb.ts';
import { CommandError, SilentExit } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { applyMergePatch } from '../patch/merge-diff.ts';
import { podMapping } from '../pods/find-pods.ts';
import { connectPod, joinStreams } from '../pods/streams.ts';
import { dryRunOf } from '../printers/result.ts';
import { follow, resourceVersionOf } from '../watching.ts';
import { attachTo } from './attach.ts';

export const run = defineVerb({
  name: 'run',
  usage:
    'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  summary: 'Run an image in a new Pod',
  description: 'Creates one Pod with one container. With -it it is attached to at once, and with --rm deleted afterwards.',
  arguments: 'newName',
  attempts: 1,
  resource: 'pods',
  flags: [
    ...refusedFlags('only Pods of --rm are deleted, at once', 'cascade', 'grace-period', 'timeout', 'force!', 'wait!'),
    ...refusedFlags('overrides are always merged', 'override-type'),
    ...filenameFlags('Files that the Pod of --rm is not deleted by').map((flag) => ({
      ...flag,
      refused: 'only the Pod itself is deleted',
    })),
    ...creationFlags.filter(({ name }) => name !== 'field-manager'),
    { name: 'field-manager', type: 'string', default: 'kubectl-run', help: 'Name under which field ownership is tracked' },
    { name: 'image', type: 'string', required: true, help: 'Image to run' },
    { name: 'image-pull-policy', type: 'string', values: ['Always', 'IfNotPresent', 'Never'], help: 'When to pull the image' },
    { name: 'annotations', type: 'array', help: 'Annotations, key=value' },
    { name: 'labels', shorthand: 'l', type: 'string', help: 'Labels, key=value,key=value; run=NAME when absent' },
    { name: 'env', type: 'array', help: 'Environment variable, key=value' },
    { name: 'port', type: 'string', help: 'Port that the container exposes' },
    { name: 'expose', type: 'bool', help: 'Create a Service for the port too' },
    { name: 'command', type: 'bool', help: 'What stands after -- replaces the command, not only its arguments' },
    { name: 'restart', type: 'string', default: 'Always', values: ['Always', 'OnFailure', 'Never'], help: 'Restart policy' },
    { name: 'stdin', shorthand: 'i', type: 'bool', help: 'Keep standard input open' },
    { name: 'tty', shorthand: 't', type: 'bool', help: 'Give the container a terminal' },
    { name: 'attach', type: 'bool', help: 'Wait for the Pod to run and attach to it' },
    { name: 'rm', type: 'bool', help: 'Delete the Pod when done' },
    { name: 'leave-stdin-open', type: 'bool', help: 'Keep standard input open after the first attach' },
    { name: 'quiet', shorthand: 'q', type: 'bool', help: 'No prompts' },
    { name: 'privileged', type: 'bool', help: 'Run the container privileged' },
    { name: 'overrides', type: 'string', help: 'JSON to merge into the Pod' },
    { name: 'pod-running-timeout', type: 'duration', default: '1m0s', help: 'How long to wait for the Pod to run' },
  ],
  examples: [
    { comment: 'One Pod of nginx', command: 'kubectl run web --image=nginx:1.27' },
    { comment: 'Only its manifest', command: 'kubectl run web --image=nginx:1.27 --dry-run=client -o yaml' },
    {
      comment: 'A shell inside the cluster, gone afterwards',
      command: 'kubectl run shell --rm -it --image=busybox:1.36 --restart=Never -- sh',
    },
  ],
  async run(invocation) {
    const { flags } = invocation;
    const name = checked(invocation);
    const [labels, annotations] = [labelsOf(invocation, name), annotationsOf(flags.list('annotations'))];
    const fields = withOverrides(podFields(invocation, name), flags.string('overrides'), { name, labels });
    if (flags.bool('expose')) {
      await createServiceFor(invocation, name, labels);
      // Once between the two objects, and once more before the second, as each is written by a printer of its own.
      if (flags.string('output') === 'yaml') invocation.out('---\n---\n');
    }
    const created = await createObject(quietWhenAttached(invocation), pods, fields.spec, {
      name,
      ...fields.metadata,
      ...annotations,
    });
    if (attaches(invocation)) await attachAndWait(invocation, created as unknown as Pod, name);
  },
});

const attaches = ({ flags }: Invocation): boolean => (flags.has('attach') ? flags.bool('attach') : flags.bool('stdin'));

/** Checks the flags in kubectl's order; returns the name. Throws CommandError. */
function checked(invocation: Invocation): string {
  const { flags, args, dash } = invocation;
  const [name] = args;
  if (name === undefined || dash === 0) throw invocation.usageError('NAME is required for run');
  const image = flags.string('image');
  if (image === '') throw new CommandError('--image is required');
  if (!isImageReference(image)) throw new CommandError(`Invalid image name ${JSON.stringify(image)}: invalid reference format`);
  if (flags.bool('tty') && !flags.bool('stdin'))
    throw invocation.usageError('-i/--stdin is required for containers with -t/--tty=true');
  if (flags.bool('expose') && flags.string('port') === '')
    throw invocation.usageError('--port must be set when exposing a service');
  const restart = flags.string('restart');
  if (!['Always', 'OnFailure', 'Never'].includes(restart)) throw invocation.usageError(`invalid restart policy: ${restart}`);
  if (flags.bool('rm') && !attaches(invocation)) throw invocation.usageError('--rm should only be used for attached containers');
  if (attaches(invocation) && dryRunOf(invocation) !== 'none') {
    throw invocation.usageError(
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
    );
  }
  const pull = flags.string('image-pull-policy');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(pull)) throw invocation.usageError(`invalid image pull policy: ${pull}`);
  return name;
}

function labelsOf({ flags }: Invocation, name: string): { readonly [key: string]: string } {
  return flags.string('labels') === '' ? { run: name } : parseLabels(flags.string('labels'));
}

function annotationsOf(words: readonly string[]): { readonly annotations?: { readonly [key: string]: string } } {
  if (words.length === 0) return {};
  return {
    annotations: Object.fromEntries(
      words.map((word) => {
        const equals = word.indexOf('=');
        if (equals <= 0) throw new CommandError(`unexpected annotation: ${word}`);
        return [word.slice(0, equals), word.slice(equals + 1)];
      }),
    ),
  };
}

function podFields(invocation: Invocation, name: string): JsonObject {
  const { flags, args, dash } = invocation;
  const words = args.slice(1);
  const given = dash >= 0 || words.length > 0 ? words : [];
  const env = parseEnv(flags.list('env'));
  const port = flags.string('port');
  if (port !== '' && !/^\d+$/.test(port)) throw new CommandError(`strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`);
  const interactive = flags.bool('stdin');
  const container = {
    name,
    image: flags.string('image'),
    ...(given.length === 0 ? {} : flags.bool('command') ? { command: given } : { args: given }),
    ...(port === '' ? {} : { ports: [{ containerPort: Number(port) }] }),
    ...(env.length === 0 ? {} : { env }),
    resources: {},
    ...(flags.string('image-pull-policy') === '' ? {} : { imagePullPolicy: flags.string('image-pull-policy') }),
    ...(flags.bool('privileged') ? { securityContext: { privileged: true } } : {}),
    ...(interactive ? { stdin: true, ...(flags.bool('leave-stdin-open') ? {} : { stdinOnce: true }) } : {}),
    ...(flags.bool('tty') ? { tty: true } : {}),
  };
  return { spec: { containers: [container], restartPolicy: flags.string('restart'), dnsPolicy: 'ClusterFirst' }, status: {} };
}

/** The Pod with the JSON of `--overrides` merged in. */
function withOverrides(
  fields: JsonObject,
  overrides: string,
  metadata: { readonly name: string; readonly labels: { readonly [key: string]: string } },
): { readonly spec: JsonObject; readonly metadata: { readonly labels: { readonly [key: string]: string } } } {
  if (overrides === '') return { spec: fields, metadata: { labels: metadata.labels } };
  let patch: unknown;
  try {
    patch = JSON.parse(overrides);
  } catch {
    throw new CommandError('Invalid JSON Patch');
  }
  const merged = applyMergePatch({ ...fields, metadata }, patch) as JsonObject & {
    readonly metadata: { readonly labels: { readonly [key: string]: string } };
  };
  const { metadata: changed, apiVersion: _, kind: __, ...spec } = merged;
  return { spec, metadata: { labels: changed.labels } };
}

async function createServiceFor(invocation: Invocation, name: string, labels: { readonly [key: string]: string }): Promise<void> {
  const port = Number(invocation.flags.string('port'));
  const spec = { ports: [{ protocol: 'TCP', port, targetPort: port }], selector: labels };
  await createObject(invocation, services, { spec, status: { loadBalancer: {} } }, { name });
}

/** An attached run prints the container's output, not that a Pod was created. */
function quietWhenAttached(invocation: Invocation): Invocation {
  if (!attaches(invocation)) return invocation;
  return Object.create(invocation, { out: { value: () => undefined }, line: { value: () => undefined } }) as Invocation;
}

async function attachAndWait(invocation: Invocation, created: Pod, name: string): Promise<void> {
  const { flags, cluster, namespace } = invocation;
  let code = 0;
  try {
    const pod = await waitForStart(invocation, created, name);
    const streams = { stdin: flags.bool('stdin'), tty: flags.bool('tty') };
    const ended = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
    code = ended
      ? await joinStreams(invocation, await connectPod(invocation, pod, 'log', { container: [name] }), {
          stdin: false,
          tty: false,
        })
      : await attachTo(invocation, pod, name, streams);
    if (flags.string('restart') === 'Never') code = await exitCodeOf(invocation, name, code);
  } finally {
    if (flags.bool('rm')) {
      await cluster.delete(podMapping, namespace, name, { propagationPolicy: 'Background' });
      if (!flags.bool('quiet')) invocation.line(`pod "${name}" deleted from ${namespace} namespace`);
    }
  }
  if (code !== 0)
    throw flags.string('restart') === 'Never'
      ? new CommandError(`pod ${namespace}/${name} terminated (Error)`, { prefix: '', exitCode: code })
      : new SilentExit(code);
}

const started = (pod: Pod): boolean =>
  pod.status?.phase === 'Succeeded' ||
  pod.status?.phase === 'Failed' ||
  (pod.status?.phase === 'Running' &&
    (pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false));

async function waitForPod(
  invocation: Invocation,
  name: string,
  from: string,
  isEnough: (pod: Pod) => boolean,
  timeout: number,
): Promise<Pod> {
  const { cluster, namespace } = invocation;
  let last: Pod | undefined;
  const end = await follow(
    invocation,
    { ...cluster.at(podMapping, namespace), options: { fieldSelector: `metadata.name=${name}`, resourceVersion: from } },
    {
      timeout,
      onEvent: ({ type, object }) => {
        last = object as unknown as Pod;
        return type === 'DELETED' || isEnough(last);
      },
    },
  );
  if (end === 'interrupted') throw new SilentExit(130);
  if (end === 'timeout' || last === undefined) throw new CommandError('timed out waiting for the condition');
  return last;
}

function waitForStart(invocation: Invocation, created: Pod, name: string): Promise<Pod> {
  return waitForPod(invocation, name, resourceVersionOf(created), started, invocation.flags.duration('pod-running-timeout'));
}

/** What the container ended with, as its status tells it once the Pod is done. */
async function exitCodeOf(invocation: Invocation, name: string, otherwise: number): Promise<number> {
  const done = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  const now = (await invocation.cluster.get(podMapping, invocation.namespace, name)) as unknown as Pod;
  const pod = done(now) ? now : await waitForPod(invocation, name, resourceVersionOf(now), done, 60_000).catch(() => now);
  return pod.status?.containerStatuses?.[0]?.state?.terminated?.exitCode ?? otherwise;
}
