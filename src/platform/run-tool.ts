import { spawn } from 'node:child_process';
import process from 'node:process';

export interface ToolResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of the machine without a shell. Resolves with what it printed. Throws Error with its last words when it fails. */
export async function runTool(program: string, args: readonly string[], folder: string): Promise<ToolResult> {
  const result = await spawned(program, args, folder, () => undefined);
  if (result.code === 0) return result;
  const words = (result.stderr || result.stdout).trim().split('\n').slice(0, 8).join('\n');
  throw new Error(`${program} ${args[0] ?? ''} failed:\n${words}`);
}

/** Most of what a cluster makes is soon forgotten: with more room for it, collecting takes a fifth of the time. */
const ROOM_FOR_THE_YOUNG = '--max-semi-space-size=64';

/** Runs this program once more with other arguments, beside this one. `onLine` gets each line that it prints. */
export function runSelf(args: readonly string[], onLine: (line: string) => void): Promise<ToolResult> {
  const [, script = ''] = process.argv;
  return spawned(process.execPath, [...process.execArgv, ROOM_FOR_THE_YOUNG, script, ...args], process.cwd(), onLine);
}

/** Whether this program runs from its own file, so that it can be run once more. */
export function canRunSelf(): boolean {
  return /[/\\](kubetutor(\.js)?|bin\.ts)$/.test(process.argv[1] ?? '');
}

function spawned(program: string, args: readonly string[], folder: string, onLine: (line: string) => void): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let stdout = '';
    let stderr = '';
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error) => reject(new Error(`${program} cannot be started: ${error.message}`, { cause: error })));
    // What a signal ended is no answer, however much was printed before.
    child.on('close', (code, signal) =>
      resolve(signal === null ? { code: code ?? 1, stdout, stderr } : { code: 128, stdout, stderr: `stopped by ${signal}` }),
    );
  });
}
