import { readStart } from '../course/pack/start.ts';
import type { StartState } from '../course/pack/start.ts';
import { PackError } from '../course/pack/problems.ts';
import { CommandError, type CommandContext } from './define-command.ts';

/** The start state that `--start FILE` names. Throws CommandError. */
export function startFrom({ console, options }: CommandContext): StartState {
  const file = options['start'];
  if (typeof file !== 'string') return {};
  let text: string;
  try {
    text = console.readFile(file);
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
  try {
    return readStart(file, text);
  } catch (error) {
    if (error instanceof PackError) throw new CommandError(error.message);
    throw error;
  }
}
