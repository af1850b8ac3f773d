import type { ProcessContext, Program } from '../../host/program.ts';
import { loadShellLanguage } from './just-bash.ts';
import { ShellSession } from './session.ts';
import { textProgram, textToolNames } from './text-tools.ts';

export const textPrograms: readonly Program[] = textToolNames.map((name) =>
  textProgram(name, (process) => runTool(name, process)),
);

async function runTool(name: string, process: ProcessContext): Promise<number> {
  const language = await loadShellLanguage();
  const session = new ShellSession(language, process, { name, scriptName: name });
  return session.runCommand([name, ...process.args]);
}
