import type { ProcessContext } from '../../host/program.ts';
import { firstArgument } from '../kubectl/command-tree.ts';
import { checkArguments, findCommand, flagsOf, parseFor, unknownCommand } from './command-line.ts';
import type { HelmEnvironment } from './cluster/connection.ts';
import { commands as ownCommands } from './commands/index.ts';
import { HelmError, messageOf } from './errors.ts';
import { helpCommand } from './help-command.ts';
import { frontPage, helpOf } from './help-text.ts';
import { flagHint, goneCommands } from './helm-two.ts';
import { HelmRun } from './helm-run.ts';
import { checkOutput } from './output/encode.ts';
import { pairsOf } from './value-options.ts';

const commands = [...ownCommands, helpCommand(ownCommands)];

/** Runs helm once. Resolves with the exit code; throws HelmError, ChartError, TemplateError or StatusError with what to print. */
export async function runHelm(process: ProcessContext, environment: HelmEnvironment): Promise<number> {
  const found = findCommand(process.args, [...commands, ...goneCommands]);
  const { command, path } = found;
  if (command === undefined) {
    const word = found.rest[firstArgument(found.rest, flagsOf(undefined))];
    if (word !== undefined) throw unknownCommand(word, ownCommands);
    parseWithHints(found);
    process.stdout.write(frontPage(commands));
    return 0;
  }
  const words = parseWithHints(found);
  if (words.flags.bool('help') || command.run === undefined) {
    process.stdout.write(helpOf(command, path));
    return 0;
  }
  const run = new HelmRun(process, environment, path, words);
  checkOutput(run);
  if (run.flags.defines('labels')) pairsOf(run, 'labels');
  checkArguments(command, path, run.args);
  await command.run(run);
  return 0;
}

function parseWithHints(found: Parameters<typeof parseFor>[0]): ReturnType<typeof parseFor> {
  try {
    return parseFor(found);
  } catch (error) {
    const hint = flagHint(messageOf(error));
    throw hint === undefined ? error : new HelmError(`${messageOf(error)}\n${hint}`);
  }
}
