#!/usr/bin/env node
import { processConsole } from './platform/console.ts';
import { runProgram } from './platform/run-program.ts';

process.exit(
  await runProgram(async (args) => {
    const console = processConsole();
    if (args.length === 0 && console.isTerminal) {
      // The course itself: its first screen does not wait for what the commands need.
      const { openFullScreen } = await import('./cli/full-screen.ts');
      return openFullScreen({ console });
    }
    const { main } = await import('./cli/main.ts');
    return main(args, { console });
  }),
);
