#!/usr/bin/env node
import { main } from './cli/main.ts';
import { processConsole } from './platform/console.ts';
import { runProgram } from './platform/run-program.ts';

process.exit(await runProgram((args) => main(args, { console: processConsole() })));
