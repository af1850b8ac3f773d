import { literal, literalText, redirection, type Command, type Pipeline, type Statement } from './syntax.ts';
import { textToolNames } from './text-tools.ts';

const quick: ReadonlySet<string> = new Set([
  ...textToolNames.filter((name) => name !== 'xargs'),
  ...': [ test export set unset local declare typeset readonly shift return break continue alias unalias type hash history dirs'.split(
    ' ',
  ),
  ...'pushd popd cd umask exit date kill jobs let getopts trap'.split(' '),
]);

/** What a pipeline is asked about the names in it. */
export interface Names {
  /** Whether the shell has a function of that name, or an alias. */
  isRenamed(name: string): boolean;
}

/**
 * Whether the parts of a pipeline have to run beside each other: when one of them, but for the last, waits, runs programs or goes round
 * in a loop. What only works on text is over at once, and runs part by part.
 */
export function needsProcesses({ commands }: Pipeline, names: Names): boolean {
  return commands.slice(0, -1).some((command, index) => takesTime(command, names) || (index === 0 && readsTerminal(command)));
}

function takesTime(command: Command, names: Names): boolean {
  const any = (statements: readonly Statement[] | null): boolean =>
    statements?.some(
      ({ pipelines, background }) => background || pipelines.some((one) => one.commands.some((inner) => takesTime(inner, names))),
    ) ?? false;
  switch (command.type) {
    case 'SimpleCommand': {
      if (command.name === null) return false;
      const name = literalText(command.name);
      if (name === undefined || names.isRenamed(name) || !quick.has(name)) return true;
      return name === 'tail' && command.args.some((arg) => /^-[^-]*[fF]|^--follow/.test(literalText(arg) ?? ''));
    }
    case 'Group':
    case 'Subshell':
    case 'For':
      return any(command.body);
    case 'If':
      return any(command.elseBody) || command.clauses.some(({ condition, body }) => any(condition) || any(body));
    case 'Case':
      return command.items.some(({ body }) => any(body));
    case 'ArithmeticCommand':
    case 'ConditionalCommand':
    case 'FunctionDef':
      return false;
    default:
      return true;
  }
}

/** `cat | …` */
const readsTerminal = (command: Command): boolean =>
  command.type === 'SimpleCommand' &&
  literalText(command.name) === 'cat' &&
  command.args.length === 0 &&
  command.redirections.length === 0;

/** The parts of a pipeline as scripts of their own; with `|&` standard error goes the way of standard output. */
export function partsOf({ commands, pipeStderr }: Pipeline): readonly Command[] {
  return commands.map((command, index) =>
    pipeStderr?.[index] === true && command.type !== 'FunctionDef'
      ? ({ ...command, redirections: [...command.redirections, redirection(2, '>&', literal('1'))] } as Command)
      : command,
  );
}
