import type { Program } from '../../host/program.ts';

/** `NAME --help`, to which error messages point: what the program is for. Its own answer, where it has one, is left alone. */
export function withHelp(program: Program): Program {
  return {
    ...program,
    async run(process) {
      if (process.args.length !== 1 || process.args[0] !== '--help') return program.run(process);
      process.stdout.write(
        `Usage: ${program.name} [OPTION]... [OPERAND]...\n${program.summary}.\n\nHere the options that are used most are simulated; any other one is refused.\n`,
      );
      return 0;
    },
  };
}
