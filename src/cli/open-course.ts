import type { CreateCluster } from '../course/session/lesson-run.ts';
import { run } from './commands/run.ts';
import { builtInIndex } from './course-index.ts';
import { CommandError, packOption, type CommandContext } from './define-command.ts';
import { lessonFor, packFor } from './packs.ts';

export const openOptions = {
  ...packOption,
  plain: { type: 'boolean', summary: 'a lesson line by line' },
  reset: { type: 'boolean', summary: 'begin the lesson anew' },
  version: { type: 'boolean', summary: 'print the version' },
} as const;

export interface Overrides {
  readonly configFolder?: string;
  readonly createCluster?: CreateCluster;
}

/** Opens the full-screen course, or says what to use where there is no terminal. */
export async function openCourse(context: CommandContext, overrides: Overrides = {}): Promise<number> {
  const { console, options, positionals } = context;
  const [lesson] = positionals;
  if (options['plain'] === true) {
    if (lesson === undefined)
      throw new CommandError('name the lesson: `kubetutor --plain LESSON`; `kubetutor list` shows them all', 2);
    return run.run({ ...context, options: { ...options, fresh: options['reset'] } });
  }
  if (!console.isTerminal) {
    throw new CommandError(
      'The course needs a terminal. Without one, use `kubetutor list`, `kubetutor show LESSON` and `kubetutor run LESSON`; `kubetutor --help` shows all.',
      2,
    );
  }
  const pack = typeof options['pack'] === 'string' ? options['pack'] : undefined;
  if (lesson !== undefined && !(pack === undefined && isBuiltIn(lesson))) lessonFor(packFor(context), lesson);
  const { openFullScreen } = await import('./full-screen.ts');
  return openFullScreen({
    console,
    ...overrides,
    ...(pack === undefined ? {} : { pack }),
    ...(lesson === undefined ? {} : { lesson }),
    reset: options['reset'] === true,
  });
}

function isBuiltIn(lesson: string): boolean {
  return builtInIndex?.outline.modules.some(({ lessons }) => lessons.some(({ id }) => id === lesson)) === true;
}
