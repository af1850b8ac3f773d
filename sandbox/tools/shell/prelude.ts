import { ERR, IN, OUT, SHELL_STDERR, SHELL_STDIN, SHELL_STDOUT } from './streams-in-scripts.ts';
import type { SessionOptions } from './session-types.ts';
import {
  assignment,
  assignmentCommand,
  literal,
  quoted,
  simpleCommand,
  statementOf,
  type FunctionDefinition,
  type ParseScript,
  type Statement,
} from './syntax.ts';
import type { Variables } from './variables.ts';

interface Known {
  readonly options: SessionOptions;
  readonly variables: Variables;
  readonly functions: readonly FunctionDefinition[];
  readonly parse: ParseScript;
  rewrite(statements: readonly Statement[]): readonly Statement[];
}

/** What comes before the first statement of a shell: streams, parameters, options, aliases, lists and functions. */
export function prelude({ options, variables, functions, parse, rewrite }: Known): readonly Statement[] {
  const { scriptName, parameters = [], aliases = {}, interactive, name, switches = [], lists = '', status = 0 } = options;
  const command = (word: string, ...args: readonly string[]): Statement =>
    statementOf(
      simpleCommand(
        word,
        args.map((arg) => (/^[-\w]+$/.test(arg) ? literal(arg) : quoted(arg))),
      ),
    );
  const streams = assignmentCommand(
    assignment(OUT, literal(SHELL_STDOUT)),
    assignment(ERR, literal(SHELL_STDERR)),
    assignment(IN, literal(SHELL_STDIN)),
  );
  const renames = Object.keys(variables.all).some((variable) => variable.startsWith('BASH_ALIAS_'));
  const exported = Object.keys(variables.exported).filter((variable) => /^[A-Za-z_]\w*$/.test(variable));
  return [
    statementOf(streams),
    command('__kt_name', scriptName ?? name),
    ...(parameters.length > 0 ? [command('set', '--', ...parameters)] : []),
    ...switches.map((option) => command('set', '-o', option)),
    ...(interactive === true || renames ? [command('shopt', '-s', 'expand_aliases')] : []),
    ...Object.entries(aliases).map(([alias, text]) => command('alias', `${alias}=${text}`)),
    ...(exported.length > 0 ? [command('export', ...exported)] : []),
    ...parse(lists.replace(/^declare -a (\w+=)/gm, '$1')).statements,
    ...rewrite(functions.map(statementOf)),
    ...(status === 0 ? [] : [command('__kt_status', String(status))]),
  ];
}
