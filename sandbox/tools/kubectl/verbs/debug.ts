import { draftOf, type Draft, type JsonObject } from '../../../core/json.ts';
import { nodes, pods } from '../../../schema/resources.ts';
import type { Container, Pod } from '../../../schema/types/core-v1.ts';
import { mappingOf } from '../build/mapping.ts';
import { parseEnv } from '../build/containers.ts';
import type { AnyObject } from '../cluster-session.ts';
import { defineVerb } from '../define-verb.ts';
import { resourceName } from '../discovery.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { hasContainer, objectFor } from '../pods/find-pods.ts';
import { joinStreams, connectPod } from '../pods/streams.ts';
import { containerFlag, filenameFlags } from '../shared-flags.ts';

const profiles = ['legacy', 'general', 'baseline', 'restricted', 'netadmin', 'sysadmin'];

export const debug = defineVerb({
  name: 'debug',
  usage: 'debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  summary: 'Create debugging sessions for troubleshooting workloads and nodes',
  description: 'Adds a container to a Pod that runs, or makes a changed copy of it, or a Pod on a node, to look around in.',
  arguments: 'pod',
  typed: true,
  attempts: 4,
  flags: [
    ...filenameFlags(),
    containerFlag,
    { name: 'arguments-only', type: 'bool', help: 'What stands after -- are arguments rather than the command' },
    { name: 'attach', type: 'bool', help: 'Attach to the container; so with -i' },
    { name: 'copy-to', type: 'string', help: 'Name of a copy of the Pod to make' },
    { name: 'replace', type: 'bool', help: 'With --copy-to, delete the original' },
    { name: 'same-node', type: 'bool', help: 'With --copy-to, on the node of the original' },
    { name: 'share-processes', type: 'bool', default: 'true', help: 'With --copy-to, containers see each other' },
    { name: 'keep-labels', type: 'bool', help: 'With --copy-to, keep the labels' },
    { name: 'keep-annotations', type: 'bool', help: 'With --copy-to, keep the annotations' },
    { name: 'keep-liveness', type: 'bool', help: 'With --copy-to, keep liveness probes' },
    { name: 'keep-readiness', type: 'bool', help: 'With --copy-to, keep readiness probes' },
    { name: 'keep-startup', type: 'bool', help: 'With --copy-to, keep startup probes' },
    { name: 'keep-init-containers', type: 'bool', default: 'true', help: 'With --copy-to, keep init containers' },
    { name: 'env', type: 'array', help: 'Environment of the container, NAME=value' },
    { name: 'image', type: 'string', help: 'Image of the container to debug with' },
    { name: 'set-image', type: 'list', help: 'With --copy-to, other images: container=image' },
    { name: 'image-pull-policy', type: 'string', help: 'Pull policy of the container' },
    { name: 'stdin', shorthand: 'i', type: 'bool', help: 'Keep standard input open' },
    { name: 'tty', shorthand: 't', type: 'bool', help: 'Give the container a terminal' },
    { name: 'target', type: 'string', help: 'Container whose processes to see' },
    { name: 'profile', type: 'string', default: 'general', values: profiles, help: 'How much the container may' },
    {
      name: 'custom',
      type: 'string',
      completes: 'file',
      help: 'File with a piece of a container',
      notSimulated: 'it is not merged',
    },
    { name: 'quiet', shorthand: 'q', type: 'bool', help: 'Say nothing beside' },
  ],
  examples: [
    {
      comment: 'A shell beside a container, with its processes in sight',
      command: 'kubectl debug web -it --image=busybox:1.36 --target=web',
    },
    { comment: 'A copy with a shell', command: 'kubectl debug web -it --image=busybox:1.36 --copy-to=web-debug -- sh' },
    { comment: 'A node', command: 'kubectl debug node/node-1 -it --image=busybox:1.36' },
  ],
  async run(invocation) {
    const { flags, args, dash } = invocation;
    const image = flags.string('image');
    const copy = flags.string('copy-to');
    if (copy === '' && image === '') throw new CommandError('you must specify --image when not using --copy-to.');
    if (copy !== '' && image === '' && flags.list('set-image').length === 0 && args.length < 2)
      throw new CommandError('you must specify --image, --set-image or command arguments.');
    if (copy !== '' && flags.string('target') !== '')
      throw new CommandError('--target is incompatible with --copy-to. Use --share-processes instead.');
    if (!profiles.includes(flags.string('profile'))) throw new CommandError(`unknown profile: ${flags.string('profile')}`);
    const words = dash < 0 ? args : args.slice(0, dash);
    const [word] = words;
    if (word === undefined) throw new CommandError('you must provide at least one resource by argument');
    const { mapping, object } = await objectFor(invocation, word);
    if (resourceName(mapping) === resourceName(mappingOf(nodes))) return debugNode(invocation, object);
    if (resourceName(mapping) !== resourceName(mappingOf(pods)))
      throw new CommandError(`${JSON.stringify(mapping.kind)} not supported by debug`);
    if (copy === '') return debugInPlace(invocation, object as unknown as Pod);
    return debugCopy(invocation, object as unknown as Pod);
  },
});

/** The container to debug with. */
function debugContainer(invocation: Invocation, name: string): Draft<Container> {
  const { flags, args, dash } = invocation;
  const command = dash < 0 ? [] : args.slice(dash);
  const policy = flags.string('image-pull-policy');
  const env = parseEnv(flags.list('env'));
  return {
    name,
    image: flags.string('image'),
    ...(command.length === 0 ? {} : flags.bool('arguments-only') ? { args: [...command] } : { command: [...command] }),
    ...(env.length === 0 ? {} : { env }),
    ...(policy === '' ? {} : { imagePullPolicy: policy }),
    ...(flags.bool('stdin') ? { stdin: true } : {}),
    ...(flags.bool('tty') ? { tty: true } : {}),
    terminationMessagePolicy: 'File',
  } as Draft<Container>;
}

/** Adds an ephemeral container to a Pod that runs. */
async function debugInPlace(invocation: Invocation, pod: Pod): Promise<void> {
  const { flags, cluster, process } = invocation;
  const target = flags.string('target');
  if (target !== '' && !flags.bool('quiet')) {
    const rest =
      "If you don't see processes from this container it may be because the container runtime doesn't support this feature.";
    invocation.err(`Targeting container ${JSON.stringify(target)}. ${rest}\n`);
  }
  const asked = flags.string('container');
  const name = asked === '' ? `debugger-${process.random.suffix(5)}` : asked;
  if (asked === '' && !flags.bool('quiet')) invocation.err(`Defaulting debug container name to ${name}.\n`);
  const container = { ...debugContainer(invocation, name), ...(target === '' ? {} : { targetContainerName: target }) };
  const { body } = await cluster.send({
    verb: 'patch',
    ...cluster.at(mappingOf(pods), pod.metadata.namespace),
    name: pod.metadata.name,
    subresource: 'ephemeralcontainers',
    contentType: 'application/strategic-merge-patch+json',
    body: { spec: { ephemeralContainers: [container] } } as unknown as JsonObject,
  });
  await attachWhenRunning(invocation, body as unknown as Pod, name);
}

async function debugCopy(invocation: Invocation, pod: Pod): Promise<void> {
  const { flags, cluster, args, dash } = invocation;
  const draft = draftOf(pod) as Draft<Pod>;
  const spec = draft.spec;
  const images = new Map(
    flags.list('set-image').map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
  for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
    const other = images.get(container.name) ?? images.get('*');
    if (other !== undefined) container.image = other;
    if (!flags.bool('keep-liveness')) delete container.livenessProbe;
    if (!flags.bool('keep-readiness')) delete container.readinessProbe;
    if (!flags.bool('keep-startup')) delete container.startupProbe;
  }
  if (!flags.bool('keep-init-containers')) delete spec.initContainers;
  if (!flags.bool('same-node')) delete spec.nodeName;
  const asked = flags.string('container');
  const known = asked !== '' && hasContainer(pod, asked);
  let name = asked;
  if (flags.string('image') !== '' && !known) {
    name = asked === '' ? `debugger-${invocation.process.random.suffix(5)}` : asked;
    if (asked === '' && !flags.bool('quiet')) invocation.err(`Defaulting debug container name to ${name}.\n`);
    spec.containers = [...spec.containers, debugContainer(invocation, name)];
    spec.shareProcessNamespace = flags.bool('share-processes');
  } else {
    if (name === '') name = spec.containers[0]?.name ?? '';
    const command = dash < 0 ? [] : args.slice(dash);
    for (const container of spec.containers.filter((candidate) => candidate.name === name)) {
      if (flags.string('image') !== '') container.image = flags.string('image');
      if (command.length > 0) {
        container.command = [...command];
        delete container.args;
      }
      if (flags.bool('stdin')) container.stdin = true;
      if (flags.bool('tty')) container.tty = true;
    }
    if (flags.has('share-processes')) spec.shareProcessNamespace = flags.bool('share-processes');
  }
  const metadata = {
    name: flags.string('copy-to'),
    namespace: pod.metadata.namespace,
    ...(flags.bool('keep-labels') && pod.metadata.labels ? { labels: pod.metadata.labels } : {}),
    ...(flags.bool('keep-annotations') && pod.metadata.annotations ? { annotations: pod.metadata.annotations } : {}),
  };
  const body = { apiVersion: 'v1', kind: 'Pod', metadata, spec } as unknown as AnyObject;
  const created = await cluster.create(mappingOf(pods), pod.metadata.namespace, body);
  if (flags.bool('replace')) await cluster.delete(mappingOf(pods), pod.metadata.namespace, pod.metadata.name ?? '', {});
  await attachWhenRunning(invocation, created as unknown as Pod, name);
}

async function debugNode(invocation: Invocation, node: AnyObject): Promise<void> {
  const { flags, cluster, namespace } = invocation;
  const name = flags.string('container') || 'debugger';
  const podName = `node-debugger-${node.metadata.name}-${invocation.process.random.suffix(5)}`;
  const container = { ...debugContainer(invocation, name), volumeMounts: [{ name: 'host-root', mountPath: '/host' }] };
  const body = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: podName, namespace, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [container],
      hostIPC: true,
      hostNetwork: true,
      hostPID: true,
      nodeName: node.metadata.name,
      restartPolicy: 'Never',
      volumes: [{ name: 'host-root', hostPath: { path: '/' } }],
      tolerations: [{ operator: 'Exists' }],
    },
  } as unknown as AnyObject;
  const created = await cluster.create(mappingOf(pods), namespace, body);
  if (!flags.bool('quiet'))
    invocation.err(`Creating debugging pod ${podName} with container ${name} on node ${node.metadata.name}.\n`);
  await attachWhenRunning(invocation, created as unknown as Pod, name);
}

/** With -i or --attach the session goes on inside the container. */
async function attachWhenRunning(invocation: Invocation, pod: Pod, container: string): Promise<void> {
  const { flags, cluster, process } = invocation;
  const stdin = flags.bool('stdin');
  if (!(flags.has('attach') ? flags.bool('attach') : stdin)) return;
  const { name = '', namespace } = pod.metadata;
  for (;;) {
    const current = (await cluster.get(mappingOf(pods), namespace, name)) as unknown as Pod;
    const statuses = [...(current.status?.containerStatuses ?? []), ...(current.status?.ephemeralContainerStatuses ?? [])];
    const state = statuses.find((status) => status.name === container)?.state;
    if (state?.running !== undefined) break;
    if (state?.terminated !== undefined || current.status?.phase === 'Failed' || current.status?.phase === 'Succeeded') return;
    await process.clock.sleep(500);
  }
  const tty = flags.bool('tty') && stdin && process.stdin.isTerminal;
  if (tty && !flags.bool('quiet')) invocation.err("If you don't see a command prompt, try pressing enter.\n");
  const connection = await connectPod(invocation, pod, 'attach', {
    container: [container],
    stdout: ['true'],
    ...(tty ? { tty: ['true'] } : { stderr: ['true'] }),
    ...(stdin ? { stdin: ['true'] } : {}),
  });
  await joinStreams(invocation, connection, { stdin, tty });
}
