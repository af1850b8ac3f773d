import { performance } from 'node:perf_hooks';
import process from 'node:process';
import path from 'node:path';
import type { TuiPlatform } from '../tui/index.ts';
import { writeAtomically } from './atomic-file.ts';
import { editorCommand, editOutside } from './editor.ts';

/** Exit codes of a program that a signal ended, as shells report them. */
const endings = { SIGTERM: 143, SIGHUP: 129, SIGINT: 130 } as const;

/** The machine as the full-screen course sees it. Crash reports go into `reports`. */
export function tuiPlatform(reports: string): TuiPlatform {
  const editor = editorCommand();
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    environment: process.env,
    now: () => performance.now(),
    after(milliseconds, run) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    onTerminate(listener) {
      const handlers = Object.entries(endings).map(([signal, code]) => [signal, () => listener(code)] as const);
      for (const [signal, handler] of handlers) process.on(signal, handler);
      return () => {
        for (const [signal, handler] of handlers) process.off(signal, handler);
      };
    },
    onUncaught(listener) {
      process.on('uncaughtException', listener);
      process.on('unhandledRejection', listener);
      return () => {
        process.off('uncaughtException', listener);
        process.off('unhandledRejection', listener);
      };
    },
    ...(editor === undefined ? {} : { editText: (name: string, text: string) => editOutside(editor, name, text) }),
    async writeReport(error) {
      const file = path.join(reports, `crash-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.txt`);
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      writeAtomically(file, `${text}\nnode ${process.version}, ${process.platform}\n`);
      return file;
    },
  };
}
