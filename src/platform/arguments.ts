import { parseArgs } from 'node:util';

export interface OptionDefinition {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
}

export interface ParsedArguments {
  readonly options: { readonly [name: string]: string | boolean | undefined };
  readonly positionals: readonly string[];
}

/** Thrown for arguments that make no sense, with words for a person. */
export class UsageError extends Error {
  constructor(
    message: string,
    /** The option that is not known, without dashes. */
    readonly option?: string,
  ) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Reads arguments strictly. Throws UsageError. */
export function readArguments(args: readonly string[], options: { readonly [name: string]: OptionDefinition }): ParsedArguments {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { options: values as ParsedArguments['options'], positionals };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('ERR_PARSE_ARGS')) throw error;
    const unknown = /Unknown option '(-{1,2}([^']+))'/.exec(error.message);
    if (unknown !== null) throw new UsageError(`there is no option ${unknown[1]}`, unknown[2]);
    const [sentence = ''] = error.message.split(/(?<=[^.])\. /);
    throw new UsageError(sentence.charAt(0).toLowerCase() + sentence.slice(1));
  }
}
