import { discard, emptyInput } from '../../host/streams.ts';
import { parseSignal } from '../../host/signals.ts';
import type { Output, Program, Signal } from '../../host/program.ts';
import type { Command, ExecResult, ResolvedCommandContext } from './just-bash.ts';
import { helpText } from './manual.ts';
import { runTool } from './run-tool.ts';
import { exportedOf, note, result, runProgram, streamsOf } from './running.ts';
import type { ShellSession } from './session.ts';
import { partOutcome, runPipeline } from './pipelines.ts';
import { readLine } from './read-line.ts';
import { createSubshell } from './subshell.ts';
import { variablesOf } from './variables.ts';
import { isTextProgram } from './text-tools.ts';
import { literal, quoted, ShellSyntaxError, simpleCommand, statementOf } from './syntax.ts';

type Run = (session: ShellSession, args: readonly string[], context: ResolvedCommandContext) => Promise<ExecResult>;

/** The commands that belong to the shell itself: those that rewritten scripts use, job control, traps. */
export function builtinCommands(session: ShellSession): readonly Command[] {
  return Object.entries(commands).map(([name, run]) => ({ name, execute: (args, context) => run(session, args, context) }));
}

const commands: { readonly [name: string]: Run } = {
  async __kt_next(session, _args, context) {
    const code = Number(context.env.get('?') ?? 0);
    await session.next(variablesOf(context), code);
    return result(code);
  },

  async __kt_status(_session, [code]) {
    return result(Number(code));
  },

  async __kt_leaving(session, _args, context) {
    session.leaving = true;
    session.variables = variablesOf(context);
    return result(Number(context.env.get('?') ?? 0));
  },

  async __kt_replace(session, [name = '', ...args], context) {
    const { process } = session;
    const program = process.programs.find(name.slice(name.lastIndexOf('/') + 1));
    if (program !== undefined && !isTextProgram(program)) {
      const { stdin, stdout, stderr } = streamsOf(session, context);
      session.replaced = true;
      const code = await session.guard(() =>
        process.exec([name, ...args], { env: exportedOf(context), cwd: context.cwd, stdin, stdout, stderr }),
      );
      note(session, [name, ...args], code);
      return result(code);
    }
    // A tool of the shell itself does its work here, and the shell ends with it.
    if (context.exec === undefined) return refuse(session, 126, `exec: ${name}: cannot execute`);
    const { exec } = context;
    return session.asCommand(() => exec(name, { cwd: context.cwd, args }));
  },

  async __kt_name(_session, [name = ''], context) {
    context.env.set('0', name);
    return result(0);
  },

  async __kt_time(session, [what, status]) {
    const now = session.process.clock.now();
    if (what !== 'stop') {
      session.stopwatches.push(now);
      return result(0);
    }
    const seconds = (now - (session.stopwatches.pop() ?? now)) / 1000;
    const real = `${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(3)}s`;
    return result(Number(status), '', `\nreal\t${real}\nuser\t0m0.000s\nsys\t0m0.000s\n`);
  },

  async __kt_eval(session, args) {
    return evaluate(session, args.join(' '));
  },

  /** Words that are a command as they stand. */
  async __kt_words(session, args) {
    return evaluate(session, args.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' '));
  },

  __kt_parts: (session, [lists = ''], context) => runPipeline(session, lists, context),

  __kt_part: async (session, [index]) => partOutcome(session, Number(index)),

  __kt_line: readLine,

  async __kt_source(session, args, context) {
    const [path] = args;
    if (path === undefined) return refuse(session, 2, 'source: filename argument required');
    try {
      return evaluate(session, session.process.files.readText(context.fs.resolvePath(context.cwd, path)));
    } catch {
      return refuse(session, 1, `${path}: No such file or directory`);
    }
  },

  async __kt_background(session, [text = '', lists = ''], context) {
    const { program } = createSubshell(session, session.takeParts().map(statementOf), context, lists);
    return startJob(session, text, [session.options.name], 'loud', context, program);
  },

  async __kt_start(session, [text = '', output = 'loud', name = '', ...args], context) {
    const alias = context.env.get(`BASH_ALIAS_${name}`);
    const argv = [...(alias === undefined ? [name] : alias.trim().split(/\s+/)), ...args];
    const program = session.process.programs.find(argv[0] ?? '');
    if (program !== undefined && !isTextProgram(program)) return startJob(session, text, argv, output, context);
    const words = argv.map(quoted);
    const { program: part } = createSubshell(
      session,
      [statementOf({ ...simpleCommand('', words.slice(1)), name: words[0] ?? null })],
      context,
    );
    return startJob(session, text, [session.options.name], output, context, part);
  },

  async __kt_wait(session, args) {
    let code = 0;
    const jobs = args.length === 0 ? [...session.jobs.list] : args.map((name) => session.jobs.find(name));
    for (const job of jobs) {
      if (job === undefined) code = 127;
      else code = (await session.waitForJob(job)) ?? 143;
    }
    return result(args.length === 0 ? 0 : code);
  },

  async __kt_help(session, [about]) {
    if (about === undefined) return result(0, helpText(session.process.programs));
    return result(1, '', `bash: help: no help topics match \`${about}'. Try \`man ${about}' or \`${about} --help'.\n`);
  },

  async jobs(session) {
    const text = session.jobs.list.map((job) => session.jobs.describe(job)).join('');
    session.jobs.takeEnded();
    return result(0, text);
  },

  async fg(session, [name = '%%']) {
    const job = session.jobs.find(name);
    if (job === undefined) return result(1, '', `bash: fg: ${name === '%%' ? 'current' : name}: no such job\n`);
    session.streams.stdout.write(`${job.text}\n`);
    session.foreground.add(job.process);
    const code = await session.guard(() => session.jobs.waitFor(job)).finally(() => session.foreground.delete(job.process));
    return result(code);
  },

  async bg(session, [name = '%%']) {
    const job = session.jobs.find(name);
    if (job === undefined) return result(1, '', `bash: bg: ${name === '%%' ? 'current' : name}: no such job\n`);
    return result(0, '', `bash: bg: job ${job.number} already in background\n`);
  },

  async kill(session, args, context) {
    const jobs = args.filter((name) => name.startsWith('%'));
    if (jobs.length === 0) {
      if (session.process.programs.find('kill') !== undefined) return runProgram(session, ['kill', ...args], context);
      return result(127, '', 'bash: kill: command not found\n');
    }
    let signal: Signal = 'SIGTERM';
    for (const option of args) if (option.startsWith('-')) signal = parseSignal(option.slice(1)) ?? signal;
    for (const name of jobs) {
      const job = session.jobs.find(name);
      if (job === undefined) return result(1, '', `bash: kill: ${name}: no such job\n`);
      job.process.kill(signal);
    }
    note(session, ['kill', ...args], 0);
    return result(0);
  },

  async trap(session, args) {
    if (args.length === 0 || args[0] === '-p')
      return result(0, session.traps.list.map(([signal, text]) => `trap -- '${text}' ${signal}\n`).join(''));
    const [action = '', ...names] = args[0] === '--' ? args.slice(1) : args;
    for (const name of names.length === 0 ? [action] : names) {
      const signal = name === 'EXIT' || name === '0' ? 'EXIT' : parseSignal(name);
      if (signal === undefined) return result(1, '', `bash: trap: ${name}: invalid signal specification\n`);
      session.traps.set(signal, action === '-' || names.length === 0 ? undefined : action);
    }
    return result(0);
  },

  async touch(session, args, context) {
    const paths = args.filter((arg) => !arg.startsWith('-'));
    const plain = args.every((arg) => !arg.startsWith('-') || ['-c', '-a', '-m', '-am', '-ma', '--'].includes(arg));
    if (!plain || paths.length === 0) return await runTool(session, 'touch', args, context);
    let code = 0;
    let stderr = '';
    for (const path of paths) {
      const full = context.fs.resolvePath(context.cwd, path);
      try {
        await session.asCommand(async () => {
          const now = new Date(session.process.clock.now());
          if (await context.fs.exists(full)) await context.fs.utimes(full, now, now);
          else if (!args.includes('-c')) await context.fs.writeFile(full, '');
        });
      } catch (error) {
        code = 1;
        const reason = error instanceof Error ? (/^E\w+: ([^,]*)/.exec(error.message)?.[1] ?? error.message) : '';
        stderr += `touch: cannot touch '${path}': ${reason.slice(0, 1).toUpperCase()}${reason.slice(1)}\n`;
      }
    }
    note(session, ['touch', ...args], code);
    return result(code, '', stderr);
  },

  async tail(session, args, context) {
    const follows = args.some((arg) => /^-[^-]*[fF]/.test(arg) || arg.startsWith('--follow'));
    const plain = args
      .filter((arg) => !arg.startsWith('--follow'))
      .map((arg) => (/^-[fF]+$/.test(arg) ? '' : arg.replace(/^(-[^-]*)[fF]/, '$1')));
    const outcome = await runTool(
      session,
      'tail',
      plain.filter((arg) => arg !== ''),
      context,
    );
    note(session, ['tail', ...args], outcome.exitCode);
    if (!follows || outcome.exitCode !== 0) return outcome;
    const { stdout, collected } = streamsOf(session, context);
    stdout.write(outcome.stdout);
    await session.guard(() =>
      follow(
        session,
        plain.filter((arg, index) => !arg.startsWith('-') && !/^-[nc]$/.test(plain[index - 1] ?? '')),
        context,
        stdout,
      ),
    );
    return result(130, collected.stdout);
  },
};

function startJob(
  session: ShellSession,
  text: string,
  argv: readonly string[],
  output: string,
  context: ResolvedCommandContext,
  program?: Program,
): ExecResult {
  const { stdout, stderr } = output === 'silent' ? { stdout: discard, stderr: discard } : session.streams;
  const child = session.process.start(argv, {
    env: exportedOf(context),
    cwd: context.cwd,
    stdin: emptyInput,
    stdout,
    stderr,
    ...(program === undefined ? {} : { program }),
  });
  const job = session.jobs.add(child, text);
  // A part of the script tells of its commands by itself.
  if (program === undefined) child.onExit((exitCode) => note(session, argv, exitCode));
  if (session.interactive) session.streams.stderr.write(`[${job.number}] ${child.pid}\n`);
  return result(0);
}

/** Writes what is added to the files until Ctrl-C. */
async function follow(
  session: ShellSession,
  paths: readonly string[],
  context: ResolvedCommandContext,
  stdout: Output,
): Promise<void> {
  const { files } = session.process;
  const full = paths
    .filter((path) => path !== '' && path !== '/dev/null')
    .map((path) => context.fs.resolvePath(context.cwd, path));
  const seen = new Map(full.map((path) => [path, files.readText(path).length]));
  // Whether somebody still reads is what tail looks at, too.
  stdout.whenUnread?.(() => session.end('SIGPIPE'));
  // Looking is housekeeping: nobody waits for it.
  for (let more = true; more;) {
    more = await session.pause(1_000, { background: true });
    for (const path of full) {
      const text = files.stat(path) === undefined ? '' : files.readText(path);
      const from = seen.get(path) ?? 0;
      if (text.length !== from) stdout.write(text.slice(text.length < from ? 0 : from));
      seen.set(path, text.length);
    }
  }
}

function refuse(session: ShellSession, code: number, message: string): ExecResult {
  session.evaluated = [statementOf(simpleCommand('__kt_status', [literal(String(code))]))];
  return result(code, '', `bash: ${message}\n`);
}

function evaluate(session: ShellSession, text: string): ExecResult {
  try {
    session.evaluated = session.rewritten(text);
    return result(0);
  } catch (error) {
    if (error instanceof ShellSyntaxError) return refuse(session, 2, error.message);
    throw error;
  }
}
