/** Options and operands of a command line, taken apart as getopt_long(3) does it. */
export interface Arguments {
  readonly operands: readonly string[];
  /** Values of an option that may come several times, in order. */
  all(name: string): readonly string[];
  value(name: string): string | undefined;
  has(name: string): boolean;
}

export interface Grammar {
  /** Options without a value. A short one is one letter. */
  readonly flags: readonly string[];
  /** Options with a value. */
  readonly values: readonly string[];
  /** Other names of an option: `max-time: 'm'` makes `--max-time` the same as `-m`. */
  readonly names?: { readonly [other: string]: string };
  /** Options that are taken and change nothing here, each with why; whoever gives one is told. */
  readonly idle?: { readonly [name: string]: string };
  /** Stops at the first operand, for programs that run another one. */
  readonly stopAtOperand?: boolean;
}

export class UsageError extends Error {
  constructor(
    readonly option: string,
    readonly missingValue: boolean,
  ) {
    super(missingValue ? `option requires an argument: ${option}` : `unknown option: ${option}`);
    this.name = 'UsageError';
  }
}

/**
 * Reads a program's own arguments; what is wrong is said after its name, in the words of getopt_long(3) unless it has its own, and
 * then there is no result.
 */
export function readOptions(
  { args, stderr }: { readonly args: readonly string[]; readonly stderr: { write(text: string): void } },
  name: string,
  grammar: Grammar,
  words: (error: UsageError) => string = (error) => `${usageText(error)}\nTry '${name} --help' for more information.`,
): Arguments | undefined {
  try {
    const options = parseArguments(args, grammar);
    for (const [option, why] of Object.entries(grammar.idle ?? {}))
      if (options.has(option)) stderr.write(`${name}: ${option.length > 1 ? '--' : '-'}${option} is not simulated: ${why}\n`);
    return options;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    stderr.write(`${name}: ${words(error)}\n`);
    return undefined;
  }
}

/** `invalid option -- 'x'`, `unrecognized option '--x'`, `option requires an argument -- 'x'`. */
export function usageText({ option, missingValue }: UsageError): string {
  const isLong = option.startsWith('--');
  const letter = option.replace(/^-/, '');
  if (missingValue) return isLong ? `option '${option}' requires an argument` : `option requires an argument -- '${letter}'`;
  return isLong ? `unrecognized option '${option}'` : `invalid option -- '${letter}'`;
}

/** Throws UsageError. */
export function parseArguments(args: readonly string[], grammar: Grammar): Arguments {
  const found: (readonly [string, string])[] = [];
  const operands: string[] = [];
  const nameOf = (name: string): string => grammar.names?.[name] ?? name;
  let index = 0;
  const next = (option: string): string => {
    const value = args[++index];
    if (value === undefined) throw new UsageError(option, true);
    return value;
  };
  for (; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (arg === '--') {
      operands.push(...args.slice(index + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const [, long = '', , value] = /^--([^=]+)(=(.*))?$/s.exec(arg) ?? [];
      const name = nameOf(long);
      if (grammar.values.includes(name)) found.push([name, value ?? next(arg)]);
      else if (grammar.flags.includes(name) && value === undefined) found.push([name, '']);
      else throw new UsageError(arg, false);
    } else if (arg.startsWith('-') && arg.length > 1) {
      for (let at = 1; at < arg.length; at++) {
        const letter = arg[at] ?? '';
        const name = nameOf(letter);
        if (grammar.values.includes(name)) {
          found.push([name, arg.slice(at + 1) || next(`-${letter}`)]);
          break;
        }
        if (!grammar.flags.includes(name)) throw new UsageError(`-${letter}`, false);
        found.push([name, '']);
      }
    } else {
      if (grammar.stopAtOperand) {
        operands.push(...args.slice(index));
        break;
      }
      operands.push(arg);
    }
  }
  const all = (name: string): readonly string[] => found.filter(([other]) => other === name).map(([, value]) => value);
  return { operands, all, value: (name) => all(name).at(-1), has: (name) => all(name).length > 0 };
}
