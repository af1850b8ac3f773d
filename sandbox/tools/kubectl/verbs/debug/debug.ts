import { draftOf, type Draft } from '../../../../core/json.ts';
import { nodes, pods } from '../../../../schema/resources.ts';
import type { Container, Pod, PodSpec } from '../../../../schema/types/core-v1.ts';
import { mappingOf } from '../../build/mapping.ts';
import { patchBetween } from '../../build/change-template.ts';
import { parseEnv } from '../../build/containers.ts';
import type { AnyObject } from '../../cluster-session.ts';
import { defineVerb } from '../../define-verb.ts';
import { groupVersion, resourceName } from '../../discovery.ts';
import { CommandError } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import { objectFor } from '../../pods/find-pods.ts';
import { joinStreams, connectPod } from '../../pods/streams.ts';
import { containerFlag, filenameFlags } from '../../shared-flags.ts';
import { profiles, secure, shareNode, type Profile } from './profiles.ts';

/** As a name of an image is written. */
const IMAGE =
  /^[a-zA-Z0-9][\w.-]*(?::\d+)?(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@[A-Za-z][\w+.-]*:[0-9a-fA-F]{32,})?$/;

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
    {
      name: 'profile',
      type: 'string',
      default: 'general',
      values: profiles.map(({ name }) => name),
      help: 'How much the container may',
    },
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
    const profile = profiles.find(({ name }) => name === flags.string('profile'));
    const setImages = imagesOf(invocation);
    if (profile === undefined) throw new CommandError(`unknown profile: ${flags.string('profile')}`);
    check(invocation, setImages);
    const words = dash < 0 ? args : args.slice(0, dash);
    for (const word of words) {
      const { mapping, object } = await objectFor(invocation, word);
      if (resourceName(mapping) === resourceName(mappingOf(nodes))) await debugNode(invocation, profile, object);
      else if (resourceName(mapping) !== resourceName(mappingOf(pods)))
        throw new CommandError(`"${groupVersion(mapping)}, Kind=${mapping.kind}" not supported by debug`);
      else if (flags.string('copy-to') === '') await debugInPlace(invocation, profile, object as unknown as Pod);
      else await debugCopy(invocation, profile, object as unknown as Pod, setImages);
    }
  },
});

/** What stands behind `--`. */
const commandOf = ({ args, dash }: Invocation): readonly string[] => (dash < 0 ? [] : args.slice(dash));

function imagesOf({ flags }: Invocation): ReadonlyMap<string, string> {
  return new Map(
    flags.list('set-image').map((word) => {
      const equals = word.indexOf('=');
      if (equals < 0)
        throw new CommandError(
          `invalid argument ${JSON.stringify(word)} for "--set-image" flag: ${word} must be formatted as key=value\nSee 'kubectl debug --help' for usage.`,
        );
      return [word.slice(0, equals), word.slice(equals + 1)] as const;
    }),
  );
}

/** Models Validate of k8s.io/kubectl/pkg/cmd/debug. */
function check(invocation: Invocation, setImages: ReadonlyMap<string, string>): void {
  const { flags, args, dash } = invocation;
  const [image, container, target] = [flags.string('image'), flags.string('container'), flags.string('target')];
  const words = commandOf(invocation);
  const refuse = (message: string): never => {
    throw new CommandError(message);
  };
  if (flags.has('attach') && flags.bool('attach') && image === '' && container === '')
    refuse('you must specify --container or create a new container using --image in order to attach.');
  if (flags.string('copy-to') !== '') {
    if (image === '' && setImages.size === 0 && words.length === 0)
      refuse('you must specify --image, --set-image or command arguments.');
    if (words.length > 0 && container === '' && image === '')
      refuse('you must specify an existing container or a new image when specifying args.');
  } else {
    if (flags.bool('replace')) refuse('--replace may only be used with --copy-to.');
    if (flags.bool('same-node')) refuse('--same-node may only be used with --copy-to.');
    if (setImages.size > 0) refuse('--set-image may only be used with --copy-to.');
    if (image === '') refuse('you must specify --image when not using --copy-to.');
  }
  if (image !== '' && !IMAGE.test(image)) refuse(`invalid image name ${JSON.stringify(image)}: invalid reference format`);
  if ((dash < 0 ? args : args.slice(0, dash)).length === 0 && flags.list('filename').length === 0)
    refuse('NAME or filename is required for debug');
  const policy = flags.string('image-pull-policy');
  if (!['Always', 'IfNotPresent', 'Never', ''].includes(policy)) refuse(`invalid image pull policy: ${policy}`);
  for (const [name, other] of setImages)
    if (!IMAGE.test(other))
      refuse(`invalid image name ${JSON.stringify(other)} for container ${JSON.stringify(name)}: invalid reference format`);
  if (target !== '') {
    if (flags.string('copy-to') !== '') refuse('--target is incompatible with --copy-to. Use --share-processes instead.');
    const rest =
      "If you don't see processes from this container it may be because the container runtime doesn't support this feature.";
    if (!flags.bool('quiet')) invocation.out(`Targeting container ${JSON.stringify(target)}. ${rest}\n`);
  }
  if (flags.bool('tty') && !flags.bool('stdin')) refuse('-i/--stdin is required for containers with -t/--tty=true');
  if (flags.string('profile') === 'legacy')
    invocation.err(
      '--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example "--profile=general".\n',
    );
}

/** The name that was asked for, or one that is free. */
function containerName(invocation: Invocation): string {
  const asked = invocation.flags.string('container');
  if (asked !== '') return asked;
  const name = `debugger-${invocation.process.random.suffix(5)}`;
  if (!invocation.flags.bool('quiet')) invocation.out(`Defaulting debug container name to ${name}.\n`);
  return name;
}

/** The container to debug with. */
function debugContainer(invocation: Invocation, name: string): Draft<Container> {
  const { flags } = invocation;
  const command = commandOf(invocation);
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

/** Roots of the Pod are no roots of a container with privileges: the real one says so. */
function warnOfUser(invocation: Invocation, { spec }: Pod, { securityContext: granted }: Draft<Container>): void {
  const user = spec?.securityContext?.runAsUser ?? 0;
  if (user === 0 || granted === undefined || granted.runAsUser === 0) return;
  if (granted.privileged !== true && (granted.capabilities?.add ?? []).length === 0) return;
  invocation.err(
    'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n',
  );
}

/** Adds an ephemeral container to a Pod that runs. */
async function debugInPlace(invocation: Invocation, profile: Profile, pod: Pod): Promise<void> {
  const { flags, cluster } = invocation;
  const target = flags.string('target');
  const name = containerName(invocation);
  const container = debugContainer(invocation, name);
  secure(profile, 'ephemeral', container);
  warnOfUser(invocation, pod, container);
  const added = { ...container, ...(target === '' ? {} : { targetContainerName: target }) };
  const { metadata } = pod;
  const before = pod as unknown as AnyObject;
  const after = { ...before, spec: { ...pod.spec, ephemeralContainers: [...(pod.spec?.ephemeralContainers ?? []), added] } };
  const place = { mapping: mappingOf(pods), namespace: metadata.namespace ?? '', name: metadata.name };
  const { body } = await cluster.send({
    verb: 'patch',
    ...cluster.at(place.mapping, place.namespace),
    name: metadata.name,
    subresource: 'ephemeralcontainers',
    contentType: 'application/strategic-merge-patch+json',
    body: patchBetween(invocation, place, before, after).patch,
  });
  await attachWhenRunning(invocation, body as unknown as Pod, name);
}

async function debugCopy(
  invocation: Invocation,
  profile: Profile,
  pod: Pod,
  setImages: ReadonlyMap<string, string>,
): Promise<void> {
  const { flags, cluster } = invocation;
  const { spec } = draftOf(pod) as Draft<Pod> & { spec: Draft<PodSpec> };
  delete spec.ephemeralContainers;
  if (flags.has('share-processes')) spec.shareProcessNamespace = flags.bool('share-processes');
  if (!flags.bool('same-node')) delete spec.nodeName;
  for (const container of spec.containers)
    container.image = setImages.get(container.name) ?? setImages.get('*') ?? container.image;
  const asked = flags.string('container');
  let container = [...spec.containers, ...(spec.initContainers ?? [])].find(({ name }) => name === asked);
  let keepsAll = false;
  if (container === undefined) {
    if (flags.string('image') !== '') {
      container = { name: containerName(invocation), terminationMessagePolicy: 'File' } as Draft<Container>;
      spec.containers = [...spec.containers, container];
    } else if (setImages.size > 0) keepsAll = true;
    else throw new CommandError('you must specify image when creating new container');
  }
  if (container !== undefined) {
    const { name: _, terminationMessagePolicy: __, ...given } = debugContainer(invocation, container.name);
    if (commandOf(invocation).length > 0 && !flags.bool('arguments-only')) delete container.args;
    if (given.image === '') given.image = container.image;
    delete container.stdin;
    delete container.tty;
    Object.assign(container, given);
    secure(profile, 'copy', container);
  }
  if (!keepsAll && profile.trims) trim(invocation, spec);
  const { labels, annotations } = pod.metadata;
  const trims = profile.trims && !keepsAll;
  const metadata = {
    name: flags.string('copy-to'),
    namespace: pod.metadata.namespace,
    ...(labels !== undefined && (keepsAll || (trims && flags.bool('keep-labels'))) ? { labels } : {}),
    ...(annotations !== undefined && (!trims || flags.bool('keep-annotations')) ? { annotations } : {}),
  };
  const body = { apiVersion: 'v1', kind: 'Pod', metadata, spec } as unknown as AnyObject;
  if (container !== undefined) warnOfUser(invocation, pod, container);
  const created = await cluster.create(mappingOf(pods), pod.metadata.namespace, body);
  if (flags.bool('replace'))
    await cluster.delete(mappingOf(pods), pod.metadata.namespace, pod.metadata.name, { gracePeriodSeconds: 0 });
  if (container !== undefined) await attachWhenRunning(invocation, created as unknown as Pod, container.name);
}

/** Takes away what a copy would only be disturbed by. */
function trim({ flags }: Invocation, spec: Draft<PodSpec>): void {
  for (const container of spec.containers) {
    if (!flags.bool('keep-liveness')) delete container.livenessProbe;
    if (!flags.bool('keep-readiness')) delete container.readinessProbe;
    if (!flags.bool('keep-startup')) delete container.startupProbe;
  }
  if (!flags.bool('keep-init-containers')) delete spec.initContainers;
  spec.shareProcessNamespace ??= true;
}

async function debugNode(invocation: Invocation, profile: Profile, node: AnyObject): Promise<void> {
  const { flags, cluster, namespace } = invocation;
  const name = flags.string('container') || 'debugger';
  const podName = `node-debugger-${node.metadata.name}-${invocation.process.random.suffix(5)}`;
  if (!flags.bool('quiet'))
    invocation.out(`Creating debugging pod ${podName} with container ${name} on node ${node.metadata.name}.\n`);
  const container = debugContainer(invocation, name);
  secure(profile, 'node', container);
  const spec = {
    containers: [container],
    nodeName: node.metadata.name,
    restartPolicy: 'Never',
    tolerations: [{ operator: 'Exists' }],
  } as Draft<PodSpec>;
  shareNode(profile, spec);
  const labels = { 'app.kubernetes.io/managed-by': 'kubectl-debug' };
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: podName, namespace, labels }, spec } as unknown as AnyObject;
  const created = await cluster.create(mappingOf(pods), namespace, body);
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
