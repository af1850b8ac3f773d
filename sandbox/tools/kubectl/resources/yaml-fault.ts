import type { YAMLParseError } from 'yaml';

/**
 * A fault of a YAML text in the words of go-yaml, e.g. `yaml: line 3: mapping values are not allowed in this context`. It counts lines from 0 where
 * tokens do not fit together and from 1 where characters do not, and never tells of the first line. Models go.yaml.in/yaml/v2's scannerc.go,
 * parserc.go and decode.go (fail).
 */
export function yamlFault(problem: YAMLParseError, text: string): string {
  const { words, line } = faultOf(problem, new Place(text, problem.pos[0], problem.linePos?.[0].line ?? 1));
  return `yaml: ${line > 0 ? `line ${line}: ` : ''}${words}`;
}

interface Fault {
  readonly words: string;
  readonly line: number;
}

/** Where the parser of this project found fault. */
class Place {
  constructor(
    readonly text: string,
    readonly at: number,
    /** From 1. */
    readonly line: number,
  ) {}

  get character(): string {
    return this.text.charAt(this.at);
  }

  /** The line up to here. */
  get before(): string {
    return this.text.slice(this.text.lastIndexOf('\n', this.at - 1) + 1, this.at);
  }

  /** The last line before this one that says anything. */
  get previousLine(): string {
    const lines = this.text.slice(0, this.at - this.before.length).split('\n');
    return lines.findLast((line) => line.trim() !== '') ?? '';
  }

  /** Line, from 1, of the first colon from here on that ends a key; undefined when there is none before the next line but one. */
  get colonLine(): number | undefined {
    const found = /:(?=\s|$)/.exec(this.text.slice(this.at));
    return found === null ? undefined : this.line + newlines(this.text.slice(this.at, this.at + found.index));
  }

  /** Line, from 1, behind the last one. */
  get endLine(): number {
    return newlines(this.text.endsWith('\n') ? this.text : `${this.text}\n`) + 1;
  }
}

const newlines = (text: string): number => text.split('\n').length - 1;

/** Characters that fit nowhere. */
const scanned = (words: string, line: number): Fault => ({ words, line: line === 1 ? 0 : line });
/** Tokens that do not fit together. */
const parsed = (words: string, line: number): Fault => ({ words, line: line - 1 });

function faultOf({ code, message }: YAMLParseError, place: Place): Fault {
  const { line, character, before } = place;
  if (/^Flow (sequence|map)/.test(message)) return unclosed(message.startsWith('Flow map') ? '}' : ']', place);
  switch (code) {
    case 'TAB_AS_INDENT': {
      const inValue = /[^:\s]\s*$/.test(place.previousLine);
      return scanned(
        `found ${inValue ? 'a tab character that violates indentation' : 'character that cannot start any token'}`,
        line,
      );
    }
    case 'BAD_SCALAR_START':
      return scanned('found character that cannot start any token', line);
    case 'BAD_ALIAS':
      return scanned('did not find expected alphabetic or numeric character', line);
    case 'MULTILINE_IMPLICIT_KEY':
    case 'BLOCK_AS_IMPLICIT_KEY':
      if (character === '-' || message.startsWith('A block sequence')) return parsed('did not find expected key', line);
      if (code === 'MULTILINE_IMPLICIT_KEY' && before.trim() === '') return scanned("could not find expected ':'", line + 1);
      return scanned('mapping values are not allowed in this context', place.colonLine ?? line);
    case 'MISSING_CHAR':
      if (/quote/.test(message)) return scanned('found unexpected end of stream', line);
      if (/[Kk]ey/.test(message)) return scanned("could not find expected ':'", line + 1);
      return parsed('did not find expected key', line);
    case 'UNEXPECTED_TOKEN':
      if (message.startsWith('Unexpected block-seq-ind'))
        return scanned('block sequence entries are not allowed in this context', line);
      if (message.startsWith('Not a YAML token')) return scanned('did not find expected comment or line break', line);
      if (before.trim() === '' && place.previousLine.startsWith(`${before}-`))
        return parsed("did not find expected '-' indicator", line);
      return parsed('did not find expected key', line);
    case 'BAD_INDENT':
    case 'IMPOSSIBLE':
      return parsed('did not find expected key', line);
    default:
      return scanned(message.split(' at line ')[0] ?? 'invalid YAML', line);
  }
}

/** A list or map in brackets that does not end: the reading goes on over lines until something cannot stand in it. */
function unclosed(bracket: ']' | '}', place: Place): Fault {
  const words = `did not find expected ',' or '${bracket}'`;
  const open = /[,[{]\s*$/.test(place.text.slice(0, place.at));
  if (place.at >= place.text.length || open) return parsed(words, place.endLine);
  if (/[\]}]/.test(place.character)) return parsed(words, place.line);
  return parsed(words, place.colonLine ?? place.line);
}
