import { defineVerb } from '../define-verb.ts';
import { CommandError, SilentExit } from '../errors.ts';
import { attachablePod, chosenContainer } from '../pods/find-pods.ts';
import { checkReachable, connectPod, joinStreams } from '../pods/streams.ts';
import { containerFlag, refusedFlags } from '../shared-flags.ts';

export const exec = defineVerb({
  name: 'exec',
  usage: 'exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  summary: 'Run a command in a container',
  description: 'Starts another process in a running container and shows what it writes. What stands after -- is the command.',
  arguments: 'pod',
  typed: true,
  attempts: 4,
  flags: [
    ...refusedFlags('name the Pod', 'filename').map((flag) => ({ ...flag, shorthand: 'f' })),
    containerFlag,
    { name: 'stdin', shorthand: 'i', type: 'bool', help: 'Give what is typed to the command' },
    { name: 'tty', shorthand: 't', type: 'bool', help: 'Give the command a terminal' },
    { name: 'quiet', shorthand: 'q', type: 'bool', help: 'Only what the command itself prints' },
    { name: 'pod-running-timeout', type: 'duration', default: '1m0s', help: 'How long to wait for a Pod of the object' },
  ],
  examples: [
    { comment: 'One command', command: 'kubectl exec web -- ls /usr/share/nginx/html' },
    { comment: 'A shell to look around', command: 'kubectl exec -it web -- sh' },
    { comment: 'In one of several containers', command: 'kubectl exec web -c app -- env' },
  ],
  async run(invocation) {
    const { flags, args, dash, process } = invocation;
    const [word] = args;
    if (args.length > 1 && dash === -1) {
      throw invocation.usageError('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead');
    }
    if (word === undefined || dash === 0) throw new CommandError('pod, type/name or --filename must be specified');
    const command = dash < 0 ? [] : args.slice(dash);
    if (command.length === 0) throw new CommandError('you must specify at least one command for the container');
    const pod = await attachablePod(invocation, word, flags.duration('pod-running-timeout'));
    const container = chosenContainer(invocation, pod);
    checkReachable(pod);
    const stdin = flags.bool('stdin');
    const tty = flags.bool('tty') && stdin && process.stdin.isTerminal;
    if (flags.bool('tty') && !tty) invocation.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
    const connection = await connectPod(invocation, pod, 'exec', {
      container: [container],
      command,
      stdout: ['true'],
      ...(tty ? { tty: ['true'] } : { stderr: ['true'] }),
      ...(stdin ? { stdin: ['true'] } : {}),
    });
    const code = await joinStreams(invocation, connection, { stdin, tty });
    if (code === 130) throw new SilentExit(130);
    if (code !== 0) throw new CommandError(`command terminated with exit code ${code}`, { prefix: '', exitCode: code });
  },
});
