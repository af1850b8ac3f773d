import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** What the learner edits with: `$VISUAL` or `$EDITOR`, with its arguments; undefined when neither is set. */
export function editorCommand(
  environment: { readonly [name: string]: string | undefined } = process.env,
): readonly string[] | undefined {
  const command = environment['VISUAL'] || environment['EDITOR'];
  const words = command?.split(/\s+/).filter((word) => word !== '') ?? [];
  return words.length === 0 ? undefined : words;
}

/** Opens text in the learner's editor, in a folder of its own, and resolves with the text as it was left. */
export async function editOutside(command: readonly string[], name: string, text: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kubetutor-'));
  const file = path.join(folder, path.basename(name).replaceAll(/[^\w.-]/g, '_') || 'file');
  try {
    writeFileSync(file, text, { mode: 0o600 });
    const [program = '', ...args] = command;
    await new Promise<void>((resolve, reject) => {
      const editor = spawn(program, [...args, file], { stdio: 'inherit' });
      editor.on('error', (error) =>
        reject(new Error(`the editor ${program} cannot be started: ${error.message}`, { cause: error })),
      );
      editor.on('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`the editor ${program} ended with the code ${code}`)),
      );
    });
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
