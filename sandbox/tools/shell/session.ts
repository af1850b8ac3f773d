import { ProcessEnded, type ProcessContext, type RunningProcess, type Signal } from '../../host/program.ts';
import { signalNumber } from '../../host/signals.ts';
import { createCommands } from './commands.ts';
import { createFileAdapter, type FileAdapter } from './file-adapter.ts';
import { Jobs, type Job } from './jobs.ts';
import type { Bash, JustBash, ResolvedCommandContext } from './just-bash.ts';
import { ENDLESS_LOOP, executionLimits, MAX_STATEMENTS_AT_ONE_INSTANT } from './limits.ts';
import { Definitions } from './definitions.ts';
import { inWordsOf } from './messages.ts';
import { prelude } from './prelude.ts';
import { atTopLevel, rewriteScript, type ScriptHost } from './rewrite.ts';
import type { PipelineOutcome } from './pipelines.ts';
import { rereadable } from './read-line.ts';
import { isTextProgram } from './text-tools.ts';
import type { SessionOptions, SessionStreams } from './session-types.ts';
import { Traps } from './traps.ts';
import { variablesOf, type Variables } from './variables.ts';
import { COLLECTED_STDERR, COLLECTED_STDOUT, ERR, IN, OUT, PIPED_STDIN } from './streams-in-scripts.ts';
import {
  assignment,
  assignmentCommand,
  createParser,
  groupOf,
  literal,
  pipelineOf,
  quoted,
  redirection,
  ShellSyntaxError,
  simpleCommand,
  statementOf,
  variable,
  type Command,
  type FunctionDefinition,
  type ParseScript,
  type Pipeline,
  type Script,
  type Statement,
} from './syntax.ts';

/** Programs that the shell does itself, or whose work is over at once. */
const ownCommands: ReadonlySet<string> = new Set(['kill', 'date']);

const WAIT = statementOf(simpleCommand('__kt_next'));
/** A signal that came during the last command has its trap run before this. */
const LAST = statementOf(simpleCommand('__kt_leaving'));
/** Leaves all loops; outside of loops it does nothing. */
const LEAVE = pipelineOf(simpleCommand('break', [literal('10000')]));
/** Options of a shell that hold in its parts, too. */
const INHERITED: ReadonlySet<string> = new Set(['errexit', 'nounset', 'pipefail', 'xtrace', 'noglob', 'noclobber']);
const exitWith = (code: number): Pipeline => pipelineOf(simpleCommand('exit', [literal(String(code))]));

/**
 * One shell with its variables, functions and folder. A script that grows runs in it: what is typed becomes its next statements,
 * so that everything lasts from line to line as the language says.
 */
export class ShellSession implements ScriptHost {
  readonly jobs: Jobs;
  readonly parse: ParseScript;
  streams: SessionStreams;
  variables: Variables;
  /** Statements that `eval` or `source` found, for the group that runs them. */
  evaluated: readonly Statement[] = [];
  /** Programs that run in the foreground. */
  readonly foreground = new Set<RunningProcess>();
  /** When the stopwatches of `time` began. */
  readonly stopwatches: number[] = [];

  private commandDepth = 0;
  /** Whether the shell ends because `exit` said so. */
  leaving = false;
  /** Whether commands are told: not before the first line. */
  recording = false;

  private readonly bash: Bash;
  readonly files: FileAdapter;
  readonly traps: Traps;
  private readonly definitions = new Definitions();
  private parts: readonly Command[] = [];
  lastPipeline: PipelineOutcome = { codes: [], stdout: '' };
  private pipeBroken = false;
  /** Whether another program has taken the shell's place. */
  replaced = false;
  private live: Statement[] = [];
  private starting = false;
  private wakeNext: (() => void) | undefined;
  private nextLine: { readonly text: string; readonly resolve: (exitCode: number) => void } | undefined;
  private finishLine: ((exitCode: number) => void) | undefined;
  private readonly interruptible = new Set<() => void>();
  private interrupted = false;
  private exitWhenAsked: number | undefined;
  private ended: ProcessEnded | undefined;
  private statements = 0;
  private lastInstant = -1;
  private uniqueNumber = 0;
  private lastCode: number | undefined;

  constructor(
    private readonly language: JustBash,
    readonly process: ProcessContext,
    readonly options: SessionOptions,
  ) {
    this.parse = createParser(language);
    this.streams = { stdin: rereadable(process.stdin), stdout: process.stdout, stderr: process.stderr };
    this.jobs = new Jobs(process);
    this.traps = new Traps(process, () => this.wake());
    const commands = createCommands(this, language);
    const names = new Set(commands.map(({ name }) => name));
    this.files = createFileAdapter({
      files: process.files,
      now: () => process.clock.now(),
      writeOut: (text) => this.streams.stdout.write(text),
      writeErr: (text) => this.streams.stderr.write(this.wordsOf(text)),
      inCommand: () => this.commandDepth > 0,
      hasProgram: (name) => names.has(name),
    });
    const env = { ...process.env, PATH: process.env['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
    this.variables = { cwd: process.cwd, exported: env, all: env };
    this.bash = new language.Bash({
      fs: this.files,
      cwd: process.cwd,
      env: { HOSTNAME: process.hostname, ...env },
      customCommands: commands,
      executionLimits,
      defenseInDepth: false,
      sleep: async (milliseconds) => void (await this.pause(milliseconds)),
      processInfo: { pid: options.shellPid ?? process.pid, ppid: 0, uid: process.user.uid, gid: process.user.gid },
    });
    this.bash.registerTransformPlugin({ name: 'kubetutor', transform: ({ ast }) => ({ ast: this.transform(ast) }) });
  }

  /** Runs a script to its end. */
  async runScript(text: string): Promise<number> {
    try {
      return await this.runToEnd(this.rewritten(text));
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      this.streams.stderr.write(this.syntaxMessage(error, true));
      return 2;
    }
  }

  /** Runs a part of another shell's script to its end. */
  runStatements(statements: readonly Statement[]): Promise<number> {
    this.recording = true;
    return this.runToEnd(this.adapted({ type: 'Script', statements: [...statements] }));
  }

  private async runToEnd(statements: readonly Statement[]): Promise<number> {
    const last = rewriteScript({ type: 'Script', statements: [LAST] }, this).statements;
    this.live = [...this.prelude(), ...statements, ...last];
    const code = await this.execute();
    if (this.ended !== undefined) throw this.ended;
    const atExit = this.traps.takeExit();
    if (atExit !== undefined) {
      this.live = [...this.prelude(), ...this.rewritten(atExit)];
      await this.execute();
    }
    return code;
  }

  /** Runs one command whose words are given, not parsed. */
  async runCommand(argv: readonly string[]): Promise<number> {
    const [name = '', ...args] = argv;
    const script: Script = { type: 'Script', statements: [statementOf(simpleCommand(name, args.map(quoted)))] };
    this.live = [...this.prelude(), ...rewriteScript(script, this).statements];
    const code = await this.execute();
    if (this.ended !== undefined) throw this.ended;
    return code;
  }

  /** A shell for a part of the script: it knows what this one knows now, and changes nothing of it. */
  copyFor(process: ProcessContext, context: ResolvedCommandContext, lists = ''): ShellSession {
    const { env } = context;
    const parameters = Array.from({ length: Number(env.get('#') ?? 0) }, (_, index) => env.get(String(index + 1)) ?? '');
    const { name, scriptName, onCommand } = this.options;
    const copy = new ShellSession(this.language, process, {
      name,
      scriptName: env.get('0') ?? scriptName ?? name,
      parameters,
      shellPid: this.options.shellPid ?? this.process.pid,
      switches: (env.get('SHELLOPTS') ?? '').split(':').filter((option) => INHERITED.has(option)),
      status: Number(env.get('?') ?? 0),
      lists,
      ...(onCommand === undefined || !this.recording ? {} : { onCommand: (command) => onCommand(command) }),
    });
    copy.variables = variablesOf(context);
    copy.definitions.copyFrom(this.definitions);
    return copy;
  }

  /** Runs until `exit`, one line after another as `runLine` gives them. */
  async runInteractive(): Promise<number> {
    for (;;) {
      this.leaving = false;
      this.live = [...this.prelude(), WAIT];
      const code = await this.execute();
      if (this.ended !== undefined) throw this.ended;
      if (this.leaving) return code;
      // Only an error like `set -u` finds ends a script here; a shell at a terminal goes on with what it knew.
      this.lastCode = code;
      if (code === 0) return code;
    }
  }

  /** Gives the shell its next line; resolves with its exit code. Not before the one before has ended. */
  runLine(text: string): Promise<number> {
    return new Promise((resolve) => {
      this.nextLine = { text, resolve };
      this.wakeNext?.();
    });
  }

  /** Ends the line that ran and begins the next one, when there is one; called by the script itself. */
  async next(variables: Variables, exitCode: number): Promise<void> {
    this.variables = variables;
    const code = this.interrupted ? 130 : (this.lastCode ?? exitCode);
    this.lastCode = undefined;
    this.finishLine?.(code);
    this.finishLine = undefined;
    if (this.nextLine === undefined) await this.guard(() => this.waitForLine());
    const line = this.nextLine;
    this.nextLine = undefined;
    this.interrupted = false;
    this.statements = 0;
    this.finishLine = line?.resolve;
    // What ran is not needed any more, only its place in the list is.
    this.live.fill(WAIT);
    const status = statementOf(simpleCommand('__kt_status', [literal(String(code))]));
    this.live.push(status, ...this.statementsOf(line?.text ?? ''), WAIT);
    this.leaving = false;
    this.recording = true;
  }

  private waitForLine(): Promise<void> {
    return this.process.clock.block<void>((wake) => {
      this.wakeNext = () => {
        this.wakeNext = undefined;
        wake(undefined);
      };
      return undefined;
    });
  }

  private statementsOf(line: string): readonly Statement[] {
    try {
      return this.rewritten(line);
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      this.streams.stderr.write(this.syntaxMessage(error, false));
      return [statementOf(simpleCommand('__kt_status', [literal('2')]))];
    }
  }

  /** Ctrl-C. */
  interrupt(): void {
    if (this.foreground.size > 0) for (const child of this.foreground) child.kill('SIGINT');
    else if (this.wakeNext === undefined) {
      this.interrupted = true;
      this.wake();
    }
  }

  /** Ends what commands of the shell itself wait for. */
  private wake(): void {
    for (const wake of this.interruptible) wake();
  }

  /** Ends the shell at its next statement, and at once what runs in its foreground. */
  end(signal: Signal): void {
    for (const child of this.foreground) child.kill(signal);
    this.ended ??= new ProcessEnded(signal);
    this.wake();
  }

  /**
   * What the shell writes is read no more: the program that wrote ends, as by SIGPIPE, or else the shell. So it does when the next program
   * writes in vain; a loop round a program would go on for ever.
   */
  breakPipe(): void {
    const again = this.pipeBroken;
    this.pipeBroken = true;
    if (again || this.foreground.size === 0) this.end('SIGPIPE');
    else for (const child of this.foreground) child.kill('SIGPIPE');
  }

  /** A program in the foreground was ended by Ctrl-C: so is the rest of the line. */
  abandonLine(): void {
    if (this.options.interactive) this.interrupted = true;
  }

  /** Remembers that the process was killed, so that the script stops at its next statement. */
  async guard<T>(wait: () => Promise<T>): Promise<T> {
    try {
      return await wait();
    } catch (error) {
      if (error instanceof ProcessEnded) this.ended = error;
      throw error;
    }
  }

  /** Lets time pass for a command of the shell itself; false when Ctrl-C ended it. */
  async pause(milliseconds: number, options?: { readonly background?: boolean }): Promise<boolean> {
    return this.guard(() =>
      this.process.clock.block<boolean>((wake) => {
        const stop = (): void => wake(false);
        this.interruptible.add(stop);
        const cancel = this.process.clock.after(milliseconds, () => wake(true), options);
        return () => {
          this.interruptible.delete(stop);
          cancel();
        };
      }),
    );
  }

  /** Waits for a program in the background; false when a trap or Ctrl-C came first. */
  async waitForJob(job: Job): Promise<number | undefined> {
    const code = await this.guard(() =>
      this.process.clock.block<number | undefined>((wake) => {
        const stop = (): void => wake(undefined);
        this.interruptible.add(stop);
        const cancel = job.process.onExit((exitCode) => wake(exitCode));
        return () => {
          this.interruptible.delete(stop);
          cancel();
        };
      }),
    );
    if (code !== undefined) this.jobs.remove(job);
    return code;
  }

  /** What a tool of just-bash does: errors of files are its own. */
  async asCommand<T>(work: () => Promise<T>): Promise<T> {
    this.commandDepth++;
    try {
      return await work();
    } finally {
      this.commandDepth--;
    }
  }

  insteadOfStatement(): Pipeline | undefined {
    if (this.ended !== undefined) return exitWith(128 + signalNumber[this.ended.signal]);
    if (this.exitWhenAsked !== undefined) return exitWith(this.exitWhenAsked);
    return this.interrupted && this.wakeNext === undefined ? LEAVE : undefined;
  }

  beforeStatement(): Pipeline | undefined {
    const now = this.process.clock.now();
    this.statements = now === this.lastInstant ? this.statements + 1 : 0;
    this.lastInstant = now;
    if (this.statements > MAX_STATEMENTS_AT_ONE_INSTANT) {
      this.streams.stderr.write(`${this.options.name}: ${ENDLESS_LOOP}\n`);
      this.statements = 0;
      if (this.interactive) this.interrupted = true;
      else this.exitWhenAsked = 137;
    }
    const trap = this.traps.takePending();
    return trap === undefined ? undefined : pipelineOf(groupOf(...this.rewritten(trap)));
  }

  special(name: string): string | undefined {
    const now = this.process.clock.now();
    if (name === '!') return String(this.jobs.lastPid ?? '');
    if (name === 'RANDOM') return String(this.process.random.below(32768));
    if (name === 'SRANDOM') return String(this.process.random.uint32());
    if (name === 'SECONDS') return String(Math.floor((now - this.startedAt) / 1000));
    if (name === 'EPOCHSECONDS') return String(Math.floor(now / 1000));
    if (name === 'EPOCHREALTIME') return (now / 1000).toFixed(6);
    return undefined;
  }

  get interactive(): boolean {
    return this.options.interactive ?? false;
  }

  takeEvaluated(): Statement[] {
    const statements = [...this.evaluated];
    this.evaluated = [];
    return statements;
  }

  get lists(): ReadonlySet<string> {
    return this.definitions.lists;
  }

  define(definition: FunctionDefinition): void {
    this.definitions.functions.set(definition.name, definition);
  }

  isRenamed(name: string): boolean {
    return (
      this.definitions.functions.has(name) ||
      (this.variables.all[`BASH_ALIAS_${name}`] ?? this.options.aliases?.[name]) !== undefined
    );
  }

  isProgram(name: string): boolean {
    const program = this.process.programs.find(name);
    return program !== undefined && !isTextProgram(program) && !ownCommands.has(program.name) && !this.isRenamed(name);
  }

  offerParts(parts: readonly Command[]): void {
    this.parts = parts;
  }

  takeParts(): readonly Command[] {
    const { parts } = this;
    this.parts = [];
    return parts;
  }

  unique(): number {
    return this.uniqueNumber++;
  }

  rewritten(text: string): readonly Statement[] {
    const script = this.parse(text);
    const broken = script.statements.find((statement) => statement.deferredError !== undefined);
    if (broken?.deferredError !== undefined) throw new ShellSyntaxError(broken.deferredError.message, broken.line ?? 1, false);
    return this.adapted(script);
  }

  private adapted(script: Script): readonly Statement[] {
    this.definitions.noteLists(script);
    return rewriteScript({ ...script, statements: script.statements.map(atTopLevel) }, this).statements.map(withCatchAll);
  }

  syntaxMessage(error: ShellSyntaxError, withLine: boolean): string {
    const { name } = this.options;
    return `${name}: ${withLine ? `line ${error.line}: ` : ''}${error.message}\n`;
  }

  private get startedAt(): number {
    this.firstSeen ??= this.process.clock.now();
    return this.firstSeen;
  }
  private firstSeen: number | undefined;

  private async execute(): Promise<number> {
    this.starting = true;
    void this.startedAt;
    const result = await this.bash.exec('true', { rawScript: true, cwd: this.variables.cwd, env: { ...this.variables.all } });
    if (this.ended !== undefined) return result.exitCode;
    this.streams.stdout.write(result.stdout);
    this.streams.stderr.write(this.wordsOf(result.stderr));
    return result.exitCode;
  }

  private transform(ast: Script): Script {
    if (this.starting) {
      this.starting = false;
      return { ...ast, statements: this.live };
    }
    // A command of just-bash runs other commands (xargs, find -exec, env): it collects what they write.
    const collect = statementOf(
      assignmentCommand(
        assignment(OUT, literal(COLLECTED_STDOUT)),
        assignment(ERR, literal(COLLECTED_STDERR)),
        assignment(IN, literal(PIPED_STDIN)),
      ),
    );
    return { ...ast, statements: [collect, ...rewriteScript(ast, this).statements] };
  }

  private prelude(): readonly Statement[] {
    return prelude({
      options: this.options,
      variables: this.variables,
      functions: [...this.definitions.functions.values()],
      parse: this.parse,
      rewrite: (statements) => rewriteScript({ type: 'Script', statements: [...statements] }, this).statements,
    });
  }

  private wordsOf(text: string): string {
    return inWordsOf(this.options.name, text, this.files.lastError);
  }
}

/** What a statement leaves over, the message of a failed expansion for one, comes out when the statement ends. */
function withCatchAll(statement: Statement): Statement {
  const streams = [redirection(1, '>>', variable(OUT)), redirection(2, '>>', variable(ERR))];
  return statementOf({ type: 'Group', body: [statement], redirections: streams });
}
