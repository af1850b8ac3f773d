import { CommandError } from './errors.ts';

export type FlagType = 'bool' | 'string' | 'int' | 'duration' | 'list' | 'array';

/** What may be typed as a value, for completion. */
export type Completes = 'namespace' | 'container' | 'context' | 'cluster' | 'user' | 'file' | 'resource' | 'nothing';

/** A flag as kubectl describes it. */
export interface FlagDefinition {
  readonly name: string;
  readonly shorthand?: string;
  readonly type: FlagType;
  /** As it would be typed; the empty value of the type when absent. */
  readonly default?: string;
  /** The value of a flag that stands alone; `true` for a bool. */
  readonly alone?: string;
  /** Proposed by completion, and shown in the help. */
  readonly values?: readonly string[];
  readonly completes?: Completes;
  readonly required?: boolean;
  readonly help: string;
  /** Known, but giving it ends the run: leaving it out of account would change what the command does. Says why. */
  readonly refused?: string;
  /** Taken but without effect here; says why. */
  readonly notSimulated?: string;
}

/** Flags as they were given, read by their names. Asking for a flag that the verb does not define is a defect and throws. */
export class Flags {
  constructor(
    private readonly definitions: ReadonlyMap<string, FlagDefinition>,
    private readonly given: ReadonlyMap<string, readonly string[]>,
  ) {}

  /** Whether it stood on the command line. */
  has(name: string): boolean {
    this.definition(name);
    return this.given.has(name);
  }

  /** The value of a flag that names an entry of the kubeconfig; empty where the verb means something of its own by that flag. */
  entry(name: 'cluster' | 'user'): string {
    return this.definition(name).completes === name ? this.string(name) : '';
  }

  defines(name: string): boolean {
    return this.definitions.has(name);
  }

  string(name: string): string {
    const definition = this.definition(name);
    return this.given.get(name)?.at(-1) ?? definition.default ?? '';
  }

  bool(name: string): boolean {
    return isTrue(this.string(name));
  }

  int(name: string): number {
    return Number(this.string(name) === '' ? '0' : this.string(name));
  }

  /** Milliseconds. */
  duration(name: string): number {
    const text = this.string(name);
    return text === '' ? 0 : (parseDuration(text) ?? 0);
  }

  /** Every value; those of type `list` are split at commas. */
  list(name: string): readonly string[] {
    const definition = this.definition(name);
    const values = this.given.get(name) ?? (definition.default === undefined ? [] : [definition.default]);
    return definition.type === 'list' ? values.flatMap(splitCommas) : values;
  }

  /** Name → last value of all that were given. */
  all(): { readonly [name: string]: string } {
    return Object.fromEntries([...this.given].map(([name, values]) => [name, values.join(',')]));
  }

  private definition(name: string): FlagDefinition {
    const definition = this.definitions.get(name);
    if (definition === undefined) throw new Error(`the command defines no flag --${name}`);
    return definition;
  }
}

/** Splits at commas, quoted ones excepted, as encoding/csv does for pflag's slices. */
function splitCommas(text: string): string[] {
  if (text === '') return [];
  return [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

export interface ParsedWords {
  readonly flags: Flags;
  /** Words that are no flags. */
  readonly args: readonly string[];
  /** How many of `args` stood before `--`; -1 without one. */
  readonly dash: number;
}

/** Reads flags and arguments in any order. Throws CommandError in pflag's words. Models github.com/spf13/pflag. */
export function parseWords(words: readonly string[], definitions: readonly FlagDefinition[]): ParsedWords {
  const byName = new Map(definitions.map((flag) => [flag.name, flag]));
  const byShorthand = new Map(definitions.flatMap((flag) => (flag.shorthand === undefined ? [] : [[flag.shorthand, flag]])));
  const given = new Map<string, string[]>();
  const args: string[] = [];
  let dash = -1;
  const give = (flag: FlagDefinition, value: string): void => {
    const problem = problemOf(flag, value);
    if (problem !== undefined) {
      const label = flag.shorthand === undefined ? `--${flag.name}` : `-${flag.shorthand}, --${flag.name}`;
      throw new CommandError(`invalid argument ${JSON.stringify(value)} for "${label}" flag: ${problem}`);
    }
    given.set(flag.name, [...(given.get(flag.name) ?? []), value]);
  };
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') {
      dash = args.length;
      args.push(...words.slice(index + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      args.push(word);
    } else if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = word.slice(2, equals < 0 ? undefined : equals);
      const flag = byName.get(name);
      if (flag === undefined) throw new CommandError(`unknown flag: --${name}`);
      if (equals >= 0) give(flag, word.slice(equals + 1));
      else if (aloneValue(flag) !== undefined) give(flag, aloneValue(flag) ?? '');
      else {
        const value = words[++index];
        if (value === undefined) throw new CommandError(`flag needs an argument: --${name}`);
        give(flag, value);
      }
    } else {
      let rest = word.slice(1);
      while (rest !== '') {
        const letter = rest.charAt(0);
        const flag = byShorthand.get(letter);
        if (flag === undefined) throw new CommandError(`unknown shorthand flag: '${letter}' in -${rest}`);
        if (rest.length > 2 && rest[1] === '=') {
          give(flag, rest.slice(2));
          break;
        }
        const alone = aloneValue(flag);
        if (alone !== undefined) {
          give(flag, alone);
          rest = rest.slice(1);
          continue;
        }
        if (rest.length > 1) give(flag, rest.slice(1));
        else {
          const value = words[++index];
          if (value === undefined) throw new CommandError(`flag needs an argument: '${letter}' in -${rest}`);
          give(flag, value);
        }
        break;
      }
    }
  }
  return { flags: new Flags(byName, given), args, dash };
}

/** What a flag means when no value follows it; undefined when it needs one. */
export function aloneValue(flag: FlagDefinition): string | undefined {
  return flag.alone ?? (flag.type === 'bool' ? 'true' : undefined);
}

const isTrue = (text: string): boolean => ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text);
const isFalse = (text: string): boolean => ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text);

function problemOf(flag: FlagDefinition, value: string): string | undefined {
  if (flag.type === 'bool' && !isTrue(value) && !isFalse(value)) {
    return `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`;
  }
  if (flag.type === 'int' && !/^[+-]?\d+$/.test(value))
    return `strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`;
  if (flag.type === 'duration' && parseDuration(value) === undefined) return `time: invalid duration ${JSON.stringify(value)}`;
  return undefined;
}

const UNITS: { readonly [unit: string]: number } = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a Go duration such as `1m30s`; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (/^[+-]?0$/.test(text)) return 0;
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))*$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g))
    total += Number(amount) * (UNITS[unit] ?? 0);
  return text.startsWith('-') ? -total : total;
}
