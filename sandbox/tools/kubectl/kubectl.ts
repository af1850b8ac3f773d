import { defineProgram, ProcessEnded, type ProcessContext, type Program } from '../../host/program.ts';
import { checkRequired, findVerb, flagsOf, parseFor, unknownCommand } from './command-line.ts';
import { CommandError, exitCodeOf, textOf } from './errors.ts';
import { aloneValue } from './flags.ts';
import { globalFlags } from './shared-flags.ts';
import { Invocation, type Environment } from './invocation.ts';
import { frontPage, helpOf } from './usage.ts';
import { verbs } from './verbs/index.ts';

/** Virtual milliseconds that a real kubectl needs beside its requests. Meanwhile the cluster goes on, as it does between two real commands. */
const PROCESS_TIME = 100;

/** The kubectl program. `connect` is asked for a client once a run, with what the kubeconfig and the flags say. */
export function createKubectl(environment: Environment): Program {
  return defineProgram({
    name: 'kubectl',
    summary: 'Speaks to a Kubernetes cluster',
    async run(process) {
      try {
        const exitCode = await run(process, environment);
        await process.clock.sleep(environment.processTime ?? PROCESS_TIME);
        return exitCode;
      } catch (error) {
        if (error instanceof ProcessEnded) throw error;
        const text = textOf(error);
        if (text !== '') process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
        return exitCodeOf(error);
      }
    },
  });
}

/** Whether this word is a flag that goes with every command and waits for its value. */
const wantsValue = (word: string): boolean =>
  globalFlags.some(
    (flag) => aloneValue(flag) === undefined && (word === `--${flag.name}` || word === `-${flag.shorthand ?? ''}`),
  );

/** `kubectl help rollout undo` is `kubectl rollout undo --help`. */
function showHelp(process: ProcessContext, topic: readonly string[]): number {
  const found = findVerb(topic, verbs);
  const unknown = found.rest.some((word) => !word.startsWith('-'));
  if (found.verb !== undefined && !unknown) process.stdout.write(helpOf(found.verb, found.path));
  else if (!unknown) process.stdout.write(frontPage(verbs));
  else process.stderr.write(`Unknown help topic [${topic.map((word) => `\`${word}\``).join(' ')}]\n\n\n${frontPage(verbs)}`);
  return 0;
}

async function run(process: ProcessContext, environment: Environment): Promise<number> {
  if (process.args[0] === 'help') return showHelp(process, process.args.slice(1));
  const found = findVerb(process.args, verbs);
  const { verb, path } = found;
  if (verb === undefined) {
    const word = found.rest.find((word) => !word.startsWith('-'));
    if (word !== undefined) throw unknownCommand(word, verbs);
    const last = found.rest.at(-1);
    if (last !== undefined && wantsValue(last))
      throw new CommandError(`flag needs an argument: ${last}\nSee 'kubectl --help' for usage.`);
    process.stdout.write(frontPage(verbs));
    return 0;
  }
  const words = parseFor({ ...found, verb });
  if (words.flags.bool('help')) {
    process.stdout.write(helpOf(verb, path));
    return 0;
  }
  const refused = flagsOf(verb).find(
    ({ name, type, refused: why }) => why !== undefined && words.flags.has(name) && (type !== 'bool' || words.flags.bool(name)),
  );
  if (refused !== undefined) throw new CommandError(`flag --${refused.name} is not simulated: ${refused.refused}`);
  if (verb.run === undefined || (verb.subcommands !== undefined && words.args.length > 0 && verb.arguments === 'none')) {
    if (words.args.length > 0)
      throw new CommandError(`unknown command ${JSON.stringify(words.args.join(' '))}\nSee '${path} -h' for help and examples`);
    (verb.groupHelpTo === 'stdout' ? process.stdout : process.stderr).write(helpOf(verb, path));
    return verb.groupHelpCode ?? 1;
  }
  checkRequired(verb, words);
  const invocation = new Invocation(process, environment, path, words, verb);
  await verb.run(invocation);
  const warnings = invocation.usedCluster?.warningCount ?? 0;
  if (warnings > 0 && words.flags.bool('warnings-as-errors')) {
    throw new CommandError(`${warnings} warning${warnings === 1 ? '' : 's'} received`);
  }
  return 0;
}
