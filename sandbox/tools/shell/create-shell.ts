import type { Clock } from '../../core/clock.ts';
import type { CommandRecord, Shell, ShellRunOptions } from '../../cluster-types.ts';
import type { Machine, ProgramTable } from '../../host/machine-types.ts';
import { defineProgram, type RunningProcess } from '../../host/program.ts';
import { createProgramTable } from '../../host/program-table.ts';
import { createPipe, outputTo } from '../../host/streams.ts';
import { loadShellLanguage } from './just-bash.ts';
import { ShellSession } from './session.ts';
import { createParser, isUnfinished } from './syntax.ts';

export interface CreateShellOptions {
  readonly machine: Machine;
  /** The clock that the machine runs on. */
  readonly clock: Clock;
  /** Programs beside those of the machine. */
  readonly programs?: ProgramTable;
  readonly env?: { readonly [name: string]: string };
  /** Where the shell begins; the home folder when absent. */
  readonly cwd?: string;
  readonly user?: { readonly uid: number; readonly gid: number; readonly name: string };
  readonly home?: string;
  readonly aliases?: { readonly [name: string]: string };
}

/** How a login shell is called in the process list. */
const LOGIN_SHELL = '-bash';

/**
 * The learner's shell. It is a process of the machine like any other, that waits for lines between calls of `run`.
 */
export async function createShell(options: CreateShellOptions): Promise<Shell> {
  const language = await loadShellLanguage();
  const { machine, clock } = options;
  const user = options.user ?? { uid: 1000, gid: 1000, name: 'learner' };
  const home = options.home ?? '/home/learner';
  const parse = createParser(language);
  const listeners = new Set<(command: CommandRecord) => void>();
  let current: ShellRunOptions = { onOutput: () => undefined };
  let typed = createPipe(clock, { isTerminal: true });
  let unfinishedLine = '';
  let session: ShellSession | undefined;
  let runner: RunningProcess | undefined;
  let running = false;

  const write =
    (channel: 'stdout' | 'stderr') =>
    (text: string): void => {
      if (text === '') return;
      const lastBreak = text.lastIndexOf('\n');
      unfinishedLine = lastBreak < 0 ? unfinishedLine + text : text.slice(lastBreak + 1);
      current.onOutput({ channel, text });
    };
  const stdout = outputTo(write('stdout'), { isTerminal: true });
  const stderr = outputTo(write('stderr'), { isTerminal: true });
  const terminal = { columns: 80, rows: 24 };

  const begin = (cwd: string): void => {
    session = undefined;
    const program = defineProgram({
      name: LOGIN_SHELL,
      summary: 'Login shell',
      run: (process) => {
        session = new ShellSession(language, process, {
          name: 'bash',
          interactive: true,
          aliases: options.aliases ?? { k: 'kubectl' },
          onCommand: (command) => listeners.forEach((listener) => listener(command)),
        });
        return session.runInteractive();
      },
    });
    typed = createPipe(clock, { isTerminal: true });
    runner = machine.start({
      argv: [LOGIN_SHELL],
      programs: createProgramTable(machine.programs, options.programs ?? [], [program]),
      env: {
        HOME: home,
        USER: user.name,
        LOGNAME: user.name,
        SHELL: '/bin/bash',
        TERM: 'xterm-256color',
        LANG: 'C.UTF-8',
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        ...options.env,
      },
      cwd,
      user,
      stdin: typed.input,
      stdout,
      stderr,
      // The size and the editor are those of the line that runs.
      terminal: {
        get columns() {
          return current.terminal?.columns ?? terminal.columns;
        },
        get rows() {
          return current.terminal?.rows ?? terminal.rows;
        },
      },
      get edit() {
        return current.edit;
      },
    });
  };

  const variables = (): ShellSession['variables'] | undefined => session?.variables;
  const cwdOf = (): string => variables()?.cwd ?? options.cwd ?? home;

  const short = (path: string): string => (path === home || path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path);

  begin(options.cwd ?? home);

  return {
    get cwd() {
      return cwdOf();
    },
    get prompt() {
      return running ? unfinishedLine : `${short(cwdOf())} $ `;
    },
    run(input, runOptions) {
      if (running) return Promise.reject(new Error('the shell is running a line already'));
      running = true;
      return clock.run(async () => {
        try {
          current = runOptions;
          unfinishedLine = '';
          if (runner?.running === false) begin(options.cwd ?? home);
          const shell = session ?? (await started(() => session));
          const over = new Promise<number>((resolve) => void runner?.onExit((code) => resolve(code)));
          const code = await clock.join(Promise.race([shell.runLine(input), over]));
          for (const text of shell.jobs.takeEnded()) write('stdout')(text);
          return code;
        } finally {
          running = false;
        }
      });
    },
    interrupt() {
      session?.interrupt();
    },
    type(text) {
      write('stdout')(text);
      typed.output.write(text);
    },
    endInput() {
      typed.endOnce();
    },
    isUnfinished: (input) => isUnfinished(parse, input),
    onCommand(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A process begins after its starter's own step. */
async function started<T>(look: () => T | undefined): Promise<T> {
  for (let turns = 0; turns < 100; turns++) {
    await Promise.resolve();
    const found = look();
    if (found !== undefined) return found;
  }
  throw new Error('the shell did not start');
}
