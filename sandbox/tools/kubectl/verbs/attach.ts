import type { Pod } from '../../../schema/types/core-v1.ts';
import { defineVerb } from '../define-verb.ts';
import { CommandError, SilentExit } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { attachablePod, containerNames, defaultContainer, hasContainer } from '../pods/find-pods.ts';
import { connectPod, joinStreams } from '../pods/streams.ts';
import { containerFlag } from '../shared-flags.ts';

const NOTICE = [
  'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.',
  "If you don't see a command prompt, try pressing enter.",
  '',
].join('\n');

export const attach = defineVerb({
  name: 'attach',
  usage: 'attach (POD | TYPE/NAME) -c CONTAINER',
  summary: 'Join the process that a container already runs',
  arguments: 'pod',
  typed: true,
  attempts: 4,
  flags: [
    {
      name: 'pod-running-timeout',
      type: 'duration',
      default: '1m0s',
      help: 'How long to wait for a Pod',
      notSimulated: 'it waits a minute',
    },
    containerFlag,
    { name: 'stdin', shorthand: 'i', type: 'bool', help: 'Give what is typed to the process' },
    { name: 'tty', shorthand: 't', type: 'bool', help: 'The process has a terminal' },
    { name: 'quiet', shorthand: 'q', type: 'bool', help: 'Only what the process itself prints' },
  ],
  examples: [{ comment: 'See what it prints from now on', command: 'kubectl attach web' }],
  async run(invocation) {
    const { args, flags } = invocation;
    const [word, ...more] = args;
    if (word === undefined) throw new CommandError('at least 1 argument is required for attach');
    if (more.length > 0)
      throw invocation.usageError('expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ' + String(args.length));
    const pod = await attachablePod(invocation, word);
    const asked = flags.string('container');
    if (asked !== '' && !hasContainer(pod, asked)) {
      throw new CommandError(
        `cannot attach to the container: container ${asked} is not valid for pod ${pod.metadata?.name ?? ''} out of: ${containerNames(pod)}`,
      );
    }
    const container = asked === '' ? defaultContainer(invocation, pod) : asked;
    const code = await attachTo(invocation, pod, container, { stdin: flags.bool('stdin'), tty: flags.bool('tty') });
    if (code !== 0) throw new SilentExit(code);
  },
});

/** Joins a container's own process; resolves with its exit code. Throws CommandError when the Pod is on no node. */
export async function attachTo(
  invocation: Invocation,
  pod: Pod,
  container: string,
  { stdin, tty }: { readonly stdin: boolean; readonly tty: boolean },
): Promise<number> {
  if (!(invocation.flags.defines('quiet') && invocation.flags.bool('quiet'))) invocation.err(NOTICE);
  if ((pod.spec?.nodeName ?? '') === '') {
    throw new CommandError(`unable to upgrade connection: pod ${pod.metadata?.name ?? ''} does not have a host assigned`);
  }
  const connection = await connectPod(invocation, pod, 'attach', {
    container: [container],
    stdout: ['true'],
    ...(tty ? { tty: ['true'] } : { stderr: ['true'] }),
    ...(stdin ? { stdin: ['true'] } : {}),
  });
  return joinStreams(invocation, connection, { stdin, tty });
}
