import { FileError } from '../../host/file-system.ts';
import { defineProgram, type ProcessContext, type Program } from '../../host/program.ts';
import { loadShellLanguage } from './just-bash.ts';
import { ShellSession } from './session.ts';
import { isUnfinished } from './syntax.ts';
import { man } from './manual.ts';
import { diff } from './diff.ts';
import { pagerPrograms } from './pagers.ts';
import { textPrograms } from './text-programs.ts';
import { yq } from './yq.ts';

/** `sh`, `bash` and the like: `-c TEXT`, a script file, or lines from standard input. */
function shellProgram(name: string): Program {
  return defineProgram({
    name,
    summary: 'Command interpreter',
    run: (process) => runShell(name, process),
  });
}

async function runShell(name: string, process: ProcessContext): Promise<number> {
  const language = await loadShellLanguage();
  const { flags, rest, text } = readArguments(process.args);
  const prefix = [...flags].filter((flag) => 'eux'.includes(flag)).join('');
  const session = (scriptName: string, parameters: readonly string[], interactive = false): ShellSession =>
    new ShellSession(language, process, { name, scriptName, parameters, interactive });
  const withFlags = (script: string): string => (prefix === '' ? script : `set -${prefix}\n${script}`);
  if (text !== undefined) {
    const [scriptName = name, ...parameters] = rest;
    return session(scriptName, parameters).runScript(withFlags(text));
  }
  const [path, ...parameters] = rest;
  if (path === undefined) return runFromInput(session(name, [], process.stdin.isTerminal), process);
  try {
    const script = process.files.readText(path.startsWith('/') ? path : `${process.cwd}/${path}`);
    return await session(path, parameters).runScript(withFlags(script.replace(/^#!.*/, '')));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    process.stderr.write(`${name}: ${path}: No such file or directory\n`);
    return 127;
  }
}

function readArguments(args: readonly string[]): {
  readonly flags: string;
  readonly text?: string;
  readonly rest: readonly string[];
} {
  let flags = '';
  let index = 0;
  for (; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (arg === '--') {
      index++;
      break;
    }
    if (!/^[-+]./.test(arg)) break;
    if (arg === '-o' || arg === '+o') index++;
    else if (!arg.startsWith('--')) flags += arg.slice(1);
  }
  if (flags.includes('c')) return { flags, text: args[index] ?? '', rest: args.slice(index + 1) };
  return { flags, rest: args.slice(index) };
}

/** Reads lines and runs each as soon as it is whole; at a terminal with a prompt. */
async function runFromInput(session: ShellSession, process: ProcessContext): Promise<number> {
  if (!process.stdin.isTerminal) return session.runScript(await process.stdin.readAll());
  const running = process.clock.run(() => session.runInteractive());
  let over = false;
  const finish = (): void => {
    over = true;
  };
  running.then(finish, finish);
  let pending = '';
  let script = '';
  let code = 0;
  let reading = false;
  process.onSignal('SIGINT', () => {
    process.stdout.write('^C\n');
    if (!reading) return session.interrupt();
    script = '';
    pending = '';
    code = 130;
    process.stdout.write(promptOf(session));
  });
  while (!over) {
    process.stdout.write(script === '' ? promptOf(session) : '> ');
    let end = pending.indexOf('\n');
    while (end < 0) {
      reading = true;
      const piece = await process.stdin.read();
      reading = false;
      if (piece === undefined) {
        process.stdout.write('\n');
        return code;
      }
      pending += piece;
      end = pending.indexOf('\n');
    }
    script += `${script === '' ? '' : '\n'}${pending.slice(0, end)}`;
    pending = pending.slice(end + 1);
    if (script.trim() === '') script = '';
    if (script === '' || isUnfinished(session.parse, script)) continue;
    // What came along with the line belongs to the program that the line starts.
    if (pending !== '' && process.stdin.unread) {
      process.stdin.unread(pending);
      pending = '';
    }
    code = await process.clock.join(Promise.race([session.runLine(script), running]));
    script = '';
  }
  return process.clock.join(running);
}

/** As busybox and Debian set it: the folder and `#` for root. */
function promptOf(session: ShellSession): string {
  const { cwd, exported } = session.variables;
  const { process, options } = session;
  const mark = process.user.uid === 0 ? '#' : '$';
  const home = exported['HOME'];
  const folder =
    home !== undefined && home !== '/' && (cwd === home || cwd.startsWith(`${home}/`)) ? `~${cwd.slice(home.length)}` : cwd;
  return options.name === 'bash' ? `${process.user.name}@${process.hostname}:${folder}${mark} ` : `${folder} ${mark} `;
}

/** Shells, and the tools for text and files as programs of their own. */
export const shellPrograms: readonly Program[] = [
  ...['sh', 'bash', 'ash', 'dash'].map(shellProgram),
  ...textPrograms,
  ...pagerPrograms,
  diff,
  yq,
  man,
];
