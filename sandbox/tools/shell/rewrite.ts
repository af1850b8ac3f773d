import {
  assignment,
  assignmentCommand,
  groupOf,
  literal,
  literalText,
  pipelineOf,
  quoted,
  redirection,
  simpleCommand,
  statementOf,
  variable,
  type Assignment,
  type Command,
  type CompoundCommand,
  type FunctionDefinition,
  type Pipeline,
  type Redirection,
  type Script,
  type SimpleCommand,
  type Statement,
  type Word,
} from './syntax.ts';
import { needsProcesses, partsOf } from './pipeline-parts.ts';
import { rewriteRead } from './read-line.ts';
import { CHECK, COLLECTED_STDERR, COLLECTED_STDOUT, ERR, IN, OUT, PIPED_STDIN } from './streams-in-scripts.ts';

/** What rewritten scripts ask of the shell that runs them. */
export interface ScriptHost {
  /** What is to run before a statement that begins now. */
  beforeStatement(): Pipeline | undefined;
  /** What is to run instead of a statement or its rest: the way out of the script. Asked often. */
  insteadOfStatement(): Pipeline | undefined;
  /** A value for `$RANDOM`, `$SECONDS` and other variables that change by themselves; undefined for all others. */
  special(name: string): string | undefined;
  /** The statements that the last `__kt_eval` or `__kt_source` found. */
  takeEvaluated(): Statement[];
  /** Whether a command of this name is a program of the machine, which writes while it runs, and nothing else. */
  isProgram(name: string): boolean;
  /** Whether the shell has a function or an alias of that name. */
  isRenamed(name: string): boolean;
  /** A function is defined now. */
  define(definition: FunctionDefinition): void;
  /** Names of lists. */
  readonly lists: ReadonlySet<string>;
  /** Says what the next `__kt_parts` or `__kt_background` is to run. */
  offerParts(parts: readonly Command[]): void;
  /** A number that no other call gave. */
  unique(): number;
}

/**
 * just-bash runs a script to its end and then gives its output. So that output comes out while the script runs, every simple
 * command that stands where its output reaches the shell's own streams writes to a file that passes on what it gets; and so
 * that Ctrl-C, traps and limits work, every statement asks the host before it runs.
 */
export function rewriteScript(script: Script, host: ScriptHost): Script {
  return { ...script, statements: script.statements.map((statement) => rewriteStatement(statement, host)) };
}

interface Place {
  readonly collectOut: boolean;
  readonly collectErr: boolean;
  readonly piped: boolean;
  /** In a pipeline of several commands the shell puts its variables back by itself. */
  readonly ownEnvironment: boolean;
}

const here: Place = { collectOut: false, collectErr: false, piped: false, ownEnvironment: false };

/** Assignments in front of these would stay, or they are about the shell's own streams. */
const specialBuiltins: ReadonlySet<string> = new Set(
  'break : . source continue eval exec exit export readonly return set shift trap unset local declare typeset alias unalias'.split(
    ' ',
  ),
);

/** Builtins of just-bash that only pretend; the shell has commands of its own for them. */
const renamed: { readonly [name: string]: string } = { wait: '__kt_wait', help: '__kt_help' };

function rewriteStatement(statement: Statement, host: ScriptHost): Statement {
  const pipelines = statement.background
    ? [pipelineOf(rewriteBackground(statement, host))]
    : statement.pipelines.map((pipeline) => rewritePipeline(pipeline, host));
  const operators = statement.background ? [] : statement.operators;
  let before: Pipeline | undefined;
  let asked = false;
  return {
    type: 'Statement',
    background: false,
    ...(statement.line === undefined ? {} : { line: statement.line }),
    ...(statement.sourceText === undefined ? {} : { sourceText: statement.sourceText }),
    // The interpreter reads this once, at the start of the statement.
    get deferredError() {
      asked = false;
      return statement.deferredError;
    },
    get pipelines() {
      if (!asked) before = host.beforeStatement();
      const instead = host.insteadOfStatement();
      if (instead !== undefined) return [instead];
      asked = true;
      return before === undefined ? pipelines : [before, ...pipelines];
    },
    get operators() {
      return before === undefined ? operators : [';' as const, ...operators];
    },
  } as Statement;
}

/** What `exec` is called where it stands for the whole shell and not for a part of it that just-bash runs inside the shell. */
const REPLACE = '__kt_replace';

/** A statement of a script itself: an `exec` in it puts a program in the shell's place. */
export function atTopLevel(statement: Statement): Statement {
  if (statement.background) return statement;
  const pipelines = statement.pipelines.map((pipeline) => {
    const [command] = pipeline.commands;
    const isExec = command?.type === 'SimpleCommand' && literalText(command.name) === 'exec' && command.args.length > 0;
    return isExec && pipeline.commands.length === 1
      ? { ...pipeline, commands: [{ ...command, name: literal(REPLACE) }] }
      : pipeline;
  });
  return { ...statement, pipelines };
}

/** A single program is started as it is; anything else in a shell of its own. */
function rewriteBackground(statement: Statement, host: ScriptHost): Command {
  const text = quoted(backgroundText(statement));
  const [pipeline] = statement.pipelines;
  const command = pipeline?.commands[0];
  const single = statement.pipelines.length === 1 && pipeline?.commands.length === 1 && command?.type === 'SimpleCommand';
  const part: Command = { type: 'Subshell', body: [{ ...statement, background: false }], redirections: [] };
  const inParts = (): Command => offering(simpleCommand('__kt_background'), [text], host, [part]);
  if (!single || command.name === null || command.assignments.length > 0) return inParts();
  const targets = command.redirections.map(
    ({ operator, target }) => `${operator}${target.type === 'Word' ? literalText(target) : ''}`,
  );
  const silent = targets.length > 0 && targets.every((target) => /^(>|>>|&>|&>>)\/dev\/null$|^>&[12]$/.test(target));
  if (targets.length > 0 && !silent) return inParts();
  return simpleCommand('__kt_start', [
    text,
    literal(silent ? 'silent' : 'loud'),
    ...rewriteInside([command.name, ...command.args], host),
  ]);
}

function backgroundText(statement: Statement): string {
  return (statement.sourceText ?? '').trim().replace(/&\s*$/, '').trim();
}

function rewritePipeline(pipeline: Pipeline, host: ScriptHost): Pipeline {
  const several = pipeline.commands.length > 1;
  const beside = several && needsProcesses(pipeline, host);
  const commands = beside
    ? besideEachOther(pipeline, host)
    : pipeline.commands.map((command, index) =>
        rewriteCommand(
          command,
          {
            collectOut: index < pipeline.commands.length - 1,
            collectErr: pipeline.pipeStderr?.[index] ?? false,
            piped: index > 0,
            ownEnvironment: several,
          },
          host,
        ),
      );
  if (!pipeline.timed) return { ...pipeline, commands, ...(beside ? { pipeStderr: [] } : {}) };
  // The shell's own stopwatch would show real time.
  const timed = statementOf(simpleCommand('__kt_time', [literal(pipeline.timePosix ? '-p' : 'start')]));
  const inner: Statement = {
    type: 'Statement',
    operators: [],
    background: false,
    pipelines: [{ ...pipeline, commands, timed: false, ...(beside ? { pipeStderr: [] } : {}) }],
  };
  return { ...pipelineOf(groupOf(timed, inner, statementOf(timeStop()))), negated: false };
}

/**
 * The parts as processes: the first command of the pipeline that stands in their place runs them all, and each of the others only tells how
 * its part ended, so that exit codes, `pipefail` and `PIPESTATUS` come out as they should.
 */
function besideEachOther(pipeline: Pipeline, host: ScriptHost): Command[] {
  const parts = partsOf(pipeline);
  return parts.map((_, index) =>
    index === 0
      ? offering(rewriteSimple(simpleCommand('__kt_parts'), here, host), [], host, parts)
      : rewriteSimple(simpleCommand('__kt_part', [literal(String(index))]), here, host),
  );
}

/** A command that says what it is about when its words are asked for. */
function offering(command: Command, args: readonly Word[], host: ScriptHost, parts: readonly Command[]): Command {
  const get = (): readonly Word[] => {
    host.offerParts(parts);
    return host.lists.size === 0 ? args : [...args, declarationsOf([...host.lists], host)];
  };
  return Object.defineProperty({ ...command }, 'args', { enumerable: true, get });
}

/** `"$(declare -p NAME… 2>/dev/null)"` */
function declarationsOf(names: readonly string[], host: ScriptHost): Word {
  const declare = simpleCommand('declare', [literal('-p'), ...names.map(literal)]);
  const silent = { ...declare, redirections: [redirection(2, '>', literal('/dev/null'))] };
  const body: Script = { type: 'Script', statements: [statementOf(silent)] };
  const word: Word = {
    type: 'Word',
    parts: [{ type: 'DoubleQuoted', parts: [{ type: 'CommandSubstitution', body, legacy: false }] }],
  };
  return rewriteInside(word, host);
}

/** A part of a script that is a script of its own: a single program takes the place of the shell. */
export function standingAlone(command: Command, host: ScriptHost): Command {
  if (command.type !== 'SimpleCommand' || command.name === null) return command;
  const name = literalText(command.name);
  if (name === undefined || !host.isProgram(name)) return command;
  return { ...command, name: literal(REPLACE), args: [command.name, ...command.args] };
}

function timeStop(): SimpleCommand {
  const command = simpleCommand('__kt_time', [literal('stop'), variable('?')]);
  return { ...command, redirections: [redirection(2, '>>', variable(ERR))] };
}

function rewriteCommand(command: Command, place: Place, host: ScriptHost): Command {
  if (command.type === 'SimpleCommand') return rewriteSimple(command, place, host);
  if (command.type === 'FunctionDef') {
    const { name } = command;
    const get = (): string => (host.define(command), name);
    // Its name is asked for when the definition runs.
    return Object.defineProperty({ ...command, body: rewriteInside(command.body, host) }, 'name', { enumerable: true, get });
  }
  const inside = rewriteInside(command, host);
  if (inside.type === 'ArithmeticCommand' || inside.type === 'ConditionalCommand')
    return { ...inside, redirections: [redirection(2, '>>', variable(ERR)), ...checked(inside.redirections)] };
  return withStreams(inside, place, host);
}

/** Everything below a node: substitutions in words, bodies, conditions. */
function rewriteInside<T>(node: T, host: ScriptHost): T {
  if (Array.isArray(node)) return node.map((item: unknown) => rewriteInside(item, host)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const record = node as { readonly type?: string };
  if (record.type === 'Statement') return rewriteStatement(node as unknown as Statement, host) as T;
  if (record.type === 'CommandSubstitution' || record.type === 'ProcessSubstitution') {
    const { body } = node as unknown as { readonly body: Script };
    const collect = statementOf(assignmentCommand(assignment(OUT, literal(COLLECTED_STDOUT))));
    return { ...node, body: { ...body, statements: [collect, ...rewriteScript(body, host).statements] } };
  }
  if (record.type === 'ParameterExpansion' || record.type === 'ArithVariable') return rewriteVariable(node, host);
  const copy: { [key: string]: unknown } = {};
  for (const [key, value] of Object.entries(node))
    copy[key] = typeof value === 'object' ? rewriteInside(value as unknown, host) : value;
  return copy as T;
}

function rewriteVariable<T>(node: T & object, host: ScriptHost): T {
  const { type, parameter, name, operation } = node as unknown as {
    type: string;
    parameter?: string;
    name?: string;
    operation?: unknown;
  };
  const asked = parameter ?? name ?? '';
  if (host.special(asked) !== undefined && (type === 'ArithVariable' || operation === null)) {
    if (type === 'ArithVariable')
      return {
        type: 'ArithNumber',
        get value() {
          return Number(host.special(asked));
        },
      } as T;
    return {
      type: 'Literal',
      get value() {
        return host.special(asked) ?? '';
      },
    } as T;
  }
  if (operation === null || operation === undefined) return node;
  return { ...node, operation: rewriteInside(operation, host) };
}

type Target = 'out' | 'err' | 'collected';

/** Where standard output and error go after the user's own redirections. */
function targetsOf(redirections: readonly Redirection[]): {
  readonly out: Target;
  readonly err: Target;
  readonly input: boolean;
} {
  let out: Target = 'out';
  let err: Target = 'err';
  let input = false;
  for (const { operator, fd, target } of redirections) {
    if (operator.startsWith('<')) {
      if ((fd ?? 0) === 0) input = true;
      continue;
    }
    const to = target.type === 'Word' ? literalText(target) : undefined;
    const source: Target =
      (operator === '>&' && to === '1') || to === '/dev/stdout'
        ? out
        : (operator === '>&' && to === '2') || to === '/dev/stderr'
          ? err
          : 'collected';
    const both = operator.startsWith('&') || (operator === '>&' && fd === null && source === 'collected');
    if (both || (fd ?? 1) === 1) out = source;
    if (both || fd === 2) err = source;
  }
  return { out, err, input };
}

function streamAssignments(redirections: readonly Redirection[], place: Place): readonly Assignment[] {
  const { out, err, input } = targetsOf(redirections);
  const outBase: Word = place.collectOut ? literal(COLLECTED_STDOUT) : variable(OUT);
  const errBase: Word = place.collectErr ? literal(COLLECTED_STDERR) : variable(ERR);
  const wordOf = (target: Target, collected: string): Word =>
    target === 'collected' ? literal(collected) : target === 'out' ? outBase : errBase;
  const assignments: Assignment[] = [];
  // Order matters: what refers to the other stream's old value comes first.
  const outAssignment = assignment(OUT, wordOf(out, COLLECTED_STDOUT));
  const errAssignment = assignment(ERR, wordOf(err, COLLECTED_STDERR));
  if (err !== 'err' || place.collectErr) assignments.push(errAssignment);
  if (out !== 'out' || place.collectOut) assignments.push(outAssignment);
  if (input || place.piped) assignments.push(assignment(IN, literal(PIPED_STDIN)));
  return assignments;
}

function rewriteSimple(command: SimpleCommand, place: Place, host: ScriptHost): Command {
  if (command.name !== null && isList(command)) {
    const words = { ...command, args: [command.name, ...command.args] };
    // What stands in front of it (`A=b "$@"`) is for a program only.
    return command.assignments.length > 0
      ? rewriteSimple({ ...words, name: literal('command') }, place, host)
      : rewriteEvaluation({ ...words, name: literal('__kt_words') }, '__kt_words', place, host);
  }
  const name = literalText(command.name);
  if (name === 'read' && !command.redirections.some(({ operator }) => operator.startsWith('<')))
    return rewriteRead((one) => withTargets(insideOf(one, one.name, host), one, place), command);
  const own = name === undefined ? undefined : renamed[name];
  const inside = insideOf(command, own === undefined ? rewriteInside(command.name, host) : literal(own), host);
  if (inside.name === null) return inside;
  if (name === 'exit') return groupOf(statementOf(simpleCommand('__kt_leaving')), statementOf(inside));
  if (name === 'exec') return rewriteExec(inside, host);
  if (name === REPLACE)
    return groupOf(statementOf(withTargets(inside, command, place)), statementOf(simpleCommand('exit', [variable('?')])));
  if (name === 'eval' || name === 'source' || name === '.') return rewriteEvaluation(inside, name, place, host);
  return withTargets(inside, command, place, name !== undefined && specialBuiltins.has(name));
}

const insideOf = (command: SimpleCommand, name: Word | null, host: ScriptHost): SimpleCommand => ({
  ...command,
  name,
  args: rewriteInside(command.args, host),
  assignments: rewriteInside(command.assignments, host),
  redirections: rewriteInside(command.redirections, host),
});

/** The command with its output going where it should be seen at once. */
function withTargets(inside: SimpleCommand, command: SimpleCommand, place: Place, special = false): SimpleCommand {
  const streams: Redirection[] = [];
  if (!place.collectOut) streams.push(redirection(1, '>>', variable(OUT)));
  if (!place.collectErr) streams.push(redirection(2, '>>', variable(ERR)));
  const assignments = special ? [] : streamAssignments(command.redirections, place);
  return {
    ...inside,
    assignments: [...assignments, ...inside.assignments],
    redirections: [...streams, ...checked(inside.redirections)],
  };
}

/** Whether a command is `"$@"` or `"${list[@]}"`: the library would take the whole list for its name. */
const isList = ({ name }: SimpleCommand): boolean =>
  name?.parts.some(
    (part) =>
      part.type === 'DoubleQuoted' &&
      part.parts.some(
        (inner) => inner.type === 'ParameterExpansion' && (inner.parameter === '@' || inner.parameter.endsWith('[@]')),
      ),
  ) ?? false;

/** A descriptor that no script uses. */
const CHECK_FD = 250;

/** Every file that is to be written is asked for first. */
function checked(redirections: readonly Redirection[]): Redirection[] {
  return redirections.flatMap((one) => {
    const { operator, target } = one;
    const writes = operator === '>' || operator === '>>' || operator === '>|' || operator === '&>' || operator === '&>>';
    if (!writes || target.type !== 'Word') return [one];
    const parts = target.parts.map((part) =>
      part.type === 'TildeExpansion' ? ({ type: 'ParameterExpansion', parameter: 'HOME', operation: null } as const) : part,
    );
    return [redirection(CHECK_FD, '>>', { ...target, parts: [{ type: 'Literal', value: CHECK }, ...parts] }), one];
  });
}

/** `exec program` replaces the shell; `exec > file` moves the shell's streams for good. */
function rewriteExec(command: SimpleCommand, host: ScriptHost): Command {
  const [name, ...args] = command.args;
  if (name === undefined) return moveStreams(command);
  const run = rewriteSimple({ ...command, name, args }, here, host);
  return groupOf(statementOf(run), statementOf(simpleCommand('exit', [variable('?')])));
}

/** `exec > file`: what the following commands write goes there. */
function moveStreams(command: SimpleCommand): Command {
  const statements: Statement[] = [];
  for (const { operator, fd, target } of command.redirections) {
    if (target.type !== 'Word' || operator.startsWith('<')) continue;
    const to = literalText(target);
    const duplicate = operator === '>&' ? (to === '1' ? variable(OUT) : to === '2' ? variable(ERR) : undefined) : undefined;
    const both = operator.startsWith('&') || (operator === '>&' && fd === null && duplicate === undefined);
    const folder: Word['parts'] = to?.startsWith('/') ? [] : [...variable('PWD').parts, { type: 'Literal', value: '/' }];
    const place: Word = duplicate ?? { type: 'Word', parts: [...folder, ...target.parts] };
    if (duplicate === undefined && !operator.endsWith('>>'))
      statements.push(statementOf({ ...assignmentCommand(), redirections: checked([redirection(1, '>', target)]) }));
    if (both || (fd ?? 1) === 1) statements.push(statementOf(assignmentCommand(assignment(OUT, place))));
    if (both || fd === 2) statements.push(statementOf(assignmentCommand(assignment(ERR, place))));
  }
  return statements.length === 0 ? command : groupOf(...statements);
}

/** `eval` and `source`: a command that parses the text, then a group whose statements are what it found. */
function rewriteEvaluation(command: SimpleCommand, name: string, place: Place, host: ScriptHost): Command {
  const read = rewriteSimple(
    { ...command, name: literal(name === '__kt_words' ? name : name === 'eval' ? '__kt_eval' : '__kt_source'), redirections: [] },
    here,
    host,
  );
  const found = {
    type: 'Group',
    redirections: [],
    get body() {
      return host.takeEvaluated();
    },
  } as unknown as Command;
  return withStreams(
    { type: 'Group', body: [statementOf(read), statementOf(found)], redirections: command.redirections },
    place,
    host,
  );
}

/** A compound command whose streams go elsewhere: the commands inside must know. */
function withStreams(command: CompoundCommand, place: Place, host: ScriptHost): Command {
  const assignments = streamAssignments(command.redirections, place);
  if (assignments.length === 0) return command;
  const checkedCommand = { ...command, redirections: checked(command.redirections) };
  const assign = statementOf(assignmentCommand(...assignments));
  if (checkedCommand.type === 'Subshell') return { ...checkedCommand, body: [assign, ...checkedCommand.body] };
  if (place.ownEnvironment) return groupOf(assign, statementOf(checkedCommand));
  const id = String(host.unique());
  const saved = assignments.map(({ name }) => assignment(`${name}_${id}`, variable(name)));
  const restored = assignments.map(({ name }) => assignment(name, variable(`${name}_${id}`)));
  return groupOf(
    statementOf(assignmentCommand(...saved)),
    assign,
    statementOf(checkedCommand),
    statementOf(assignmentCommand(assignment(`__kt_status_${id}`, variable('?')), ...restored)),
    statementOf(simpleCommand('__kt_status', [variable(`__kt_status_${id}`)])),
  );
}
