import type { Pod } from '../../../schema/types/core-v1.ts';
import { isReason } from '../../../api/status-error.ts';
import { defineVerb } from '../define-verb.ts';
import { CommandError, SilentExit, throwAll } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { chosenContainer, isPod, objectFor, podsOf, podsWith } from '../pods/find-pods.ts';
import { connectPod, received } from '../pods/streams.ts';
import { containerFlag, selectorFlag } from '../shared-flags.ts';
import { endWhenUnread } from '../watching.ts';

const USAGE =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

export const logs = defineVerb({
  name: 'logs',
  usage: 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  summary: 'Print what a container wrote',
  description: 'Prints the log of a container. A Pod with several containers needs -c, or the first one is taken.',
  arguments: 'pod',
  typed: true,
  attempts: 4,
  flags: [
    {
      name: 'insecure-skip-tls-verify-backend',
      type: 'bool',
      help: 'Trust whatever kubelet answers',
      notSimulated: 'connections here have no certificates',
    },
    containerFlag,
    selectorFlag,
    { name: 'follow', shorthand: 'f', type: 'bool', help: 'Go on printing what is written' },
    { name: 'previous', shorthand: 'p', type: 'bool', help: 'The log of the container before its last restart' },
    { name: 'all-containers', type: 'bool', help: 'All containers of the Pod' },
    { name: 'all-pods', type: 'bool', help: 'All Pods of the object' },
    { name: 'tail', type: 'int', default: '-1', help: 'Only the last lines; -1 for all (10 with a selector)' },
    { name: 'since', type: 'duration', default: '0s', help: 'Only what is newer than this, e.g. 5m' },
    { name: 'since-time', type: 'string', help: 'Only what is newer than this time (RFC 3339)' },
    { name: 'timestamps', type: 'bool', help: 'Begin each line with its time' },
    { name: 'prefix', type: 'bool', help: 'Begin each line with its Pod and container' },
    { name: 'limit-bytes', type: 'int', default: '0', help: 'At most this many bytes' },
    { name: 'ignore-errors', type: 'bool', help: 'Go on after an error' },
    { name: 'max-log-requests', type: 'int', default: '5', help: 'How many logs to follow at once' },
    { name: 'pod-running-timeout', type: 'duration', default: '20s', help: 'How long to wait for a Pod of the object' },
  ],
  examples: [
    { comment: 'The log of a Pod', command: 'kubectl logs web' },
    { comment: 'Of one container, as it grows', command: 'kubectl logs -f web -c app' },
    { comment: 'Why did it crash?', command: 'kubectl logs web --previous' },
    { comment: 'The last lines of all Pods with a label', command: 'kubectl logs -l app=web --tail=20 --prefix' },
  ],
  async run(invocation) {
    const { flags } = invocation;
    checkFlags(invocation);
    const sources = await sourcesOf(invocation);
    if (sources === undefined) return;
    const follow = flags.bool('follow');
    if (follow) endWhenUnread(invocation);
    if (follow && sources.length > flags.int('max-log-requests')) {
      throw new CommandError(
        `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${flags.int('max-log-requests')}, use --max-log-requests to increase the limit`,
      );
    }
    if (!follow || sources.length === 1) {
      for (const source of sources) await printLog(invocation, source);
      return;
    }
    const { clock } = invocation.process;
    const errors: unknown[] = [];
    const streams = sources.map((source) =>
      clock.run(() => printLog(invocation, source).catch((error: unknown) => void errors.push(error))),
    );
    for (const stream of streams) await clock.join(stream);
    throwAll(errors);
  },
});

interface LogSource {
  readonly pod: Pod;
  readonly container: string;
}

function checkFlags(invocation: Invocation): void {
  const { flags, args } = invocation;
  const selector = flags.string('selector');
  if (args.length === 0 && selector === '') throw invocation.usageError(USAGE);
  if (args.length === 1 && selector !== '') throw invocation.usageError('only a selector (-l) or a POD name is allowed');
  if (args.length > 2) throw invocation.usageError(USAGE);
  if (flags.string('since-time') !== '' && flags.has('since'))
    throw new CommandError('at most one of `sinceTime` or `sinceSeconds` may be specified');
  if (flags.bool('all-containers') && flags.string('container') !== '') {
    throw new CommandError(`--all-containers=true should not be specified with container name ${flags.string('container')}`);
  }
  if (args.length === 2 && flags.string('container') !== '')
    throw new CommandError('only one of -c or an inline [CONTAINER] arg is allowed');
  if (flags.int('limit-bytes') < 0) throw new CommandError('--limit-bytes must be greater than 0');
  if (flags.duration('since') < 0) throw new CommandError('--since must be greater than 0');
  if (flags.int('tail') < -1) throw new CommandError('--tail must be greater than or equal to -1');
}

/** Undefined when a selector found nothing, which is no error. */
async function sourcesOf(invocation: Invocation): Promise<readonly LogSource[] | undefined> {
  const { flags, args } = invocation;
  const pods = await findPods(invocation);
  if (pods.length === 0) {
    invocation.err(`No resources found in ${invocation.namespace} namespace.\n`);
    return undefined;
  }
  if (flags.bool('all-containers')) {
    return pods.flatMap((pod) =>
      [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])].map(({ name }) => ({ pod, container: name })),
    );
  }
  const [, inline] = args;
  return pods.map((pod) => ({ pod, container: inline ?? chosenContainer(invocation, pod) }));
}

async function findPods(invocation: Invocation): Promise<readonly Pod[]> {
  const { flags, args } = invocation;
  const [word] = args;
  if (word === undefined) return podsWith(invocation, flags.string('selector'));
  try {
    const { mapping, object } = await objectFor(invocation, word);
    const pods = await podsOf(invocation, mapping, object, 'get the logs from');
    if (isPod(mapping) || flags.bool('all-pods')) return pods;
    const [first] = pods;
    if (first === undefined) throw new CommandError('timed out waiting for the condition');
    if (pods.length > 1) invocation.err(`Found ${pods.length} pods, using pod/${first.metadata?.name ?? ''}\n`);
    return [first];
  } catch (error) {
    if (isReason(error, 'NotFound'))
      throw new CommandError(`error from server (NotFound): ${error.message} in namespace "${invocation.namespace}"`);
    throw error;
  }
}

async function printLog(invocation: Invocation, { pod, container }: LogSource): Promise<void> {
  const { flags, process } = invocation;
  const tail = flags.has('tail') ? flags.int('tail') : flags.string('selector') === '' ? -1 : 10;
  const since = Math.ceil(flags.duration('since') / 1_000);
  const connection = await connectPod(invocation, pod, 'log', {
    container: [container],
    ...(flags.bool('follow') ? { follow: ['true'] } : {}),
    ...(flags.bool('previous') ? { previous: ['true'] } : {}),
    ...(flags.bool('timestamps') ? { timestamps: ['true'] } : {}),
    ...(tail >= 0 ? { tailLines: [String(tail)] } : {}),
    ...(since > 0 ? { sinceSeconds: [String(since)] } : {}),
    ...(flags.string('since-time') === '' ? {} : { sinceTime: [flags.string('since-time')] }),
    ...(flags.int('limit-bytes') > 0 ? { limitBytes: [String(flags.int('limit-bytes'))] } : {}),
  });
  const prefix = flags.bool('prefix') ? `[pod/${pod.metadata?.name ?? ''}/${container}] ` : '';
  let atLineStart = true;
  let interrupted = false;
  const cancel = process.onSignal('SIGINT', () => {
    interrupted = true;
    connection.close();
  });
  try {
    for await (const { text } of received(invocation, connection)) {
      if (prefix === '') invocation.out(text);
      else {
        invocation.out(
          text.replace(/^/gm, (_, offset: number) =>
            offset === 0 ? (atLineStart ? prefix : '') : offset === text.length ? '' : prefix,
          ),
        );
        atLineStart = text.endsWith('\n');
      }
    }
  } finally {
    cancel();
  }
  if (interrupted) throw new SilentExit(130);
}
