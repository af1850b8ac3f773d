import { fn, type FunctionTable } from './define.ts';

/** What unicode.IsSpace holds for white space. */
export const SPACE = '\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const isSpace = (character: string): boolean => new RegExp(`^[${SPACE}]$`).test(character);

/** One character for one: Go knows no letters that become two. */
const single = (character: string, changed: string): string => ([...changed].length === 1 ? changed : character);

const toUpper = (character: string): string => single(character, character.toUpperCase());
/** The dotted capital I is the one letter whose small form Go has and a single JavaScript character has not. */
const toLower = (character: string): string => (character === 'İ' ? 'i' : single(character, character.toLowerCase()));

const upper = (text: string): string => (/^[\0-\x7f]*$/.test(text) ? text.toUpperCase() : [...text].map(toUpper).join(''));
const lower = (text: string): string => (/^[\0-\x7f]*$/.test(text) ? text.toLowerCase() : [...text].map(toLower).join(''));

/** What strings.Title takes for the end of a word. */
const separates = (character: string): boolean =>
  character <= '\x7f' ? !/^[A-Za-z0-9_]$/.test(character) : !/^[\p{L}\p{Nd}]$/u.test(character) && isSpace(character);

function title(text: string): string {
  let before = ' ';
  let result = '';
  for (const character of text) {
    result += separates(before) ? toUpper(character) : character;
    before = character;
  }
  return result;
}

function untitle(text: string): string {
  let atStart = true;
  let result = '';
  for (const character of text) {
    const space = isSpace(character);
    result += atStart && !space ? toLower(character) : character;
    atStart = space;
  }
  return result;
}

const swapCase = (text: string): string =>
  [...text]
    .map((character) =>
      /^[\p{Lu}\p{Lt}]$/u.test(character) ? toLower(character) : /^\p{Ll}$/u.test(character) ? toUpper(character) : character,
    )
    .join('');

const isConnector = (character: string | undefined): boolean =>
  character === '-' || character === '_' || (character !== undefined && isSpace(character));

/** `some_words` as `SomeWords`; of connectors at the beginning, at the end and beyond the first of a run none is lost. */
function camelCase(text: string): string {
  const all = [...text];
  const start = all.findIndex((character) => !isConnector(character));
  if (start === -1) return text;
  let result = all.slice(0, start).join('');
  let held = toUpper(all[start] ?? '');
  for (const character of all.slice(start + 1)) {
    if (isConnector(character) && isConnector(held)) result += held;
    else if (isConnector(held)) {
      held = toUpper(character);
      continue;
    } else result += held;
    held = character;
  }
  return result + held;
}

type WordKind = 'number' | 'upper' | 'alphabet' | 'connector' | 'punctuation' | 'other';

interface Word {
  readonly kind: WordKind;
  readonly text: string;
}

/** Letters of alphabets; Chinese characters are none. */
const LETTER = String.raw`(?![\u4e00-\u9fcc\u3400-\u4d85\u{20000}-\u{2b81d}])\p{L}`;
const SMALL = String.raw`(?!\p{Lu})${LETTER}`;

/** In the order in which they are tried. The last capital of several begins the next word when small letters follow: `HTTPServer`. */
const WORDS: readonly (readonly [WordKind, RegExp])[] = [
  ['connector', new RegExp(`[-_${SPACE}]+`, 'uy')],
  ['punctuation', /\p{P}+/uy],
  ['upper', new RegExp(String.raw`\p{Lu}+(?=\p{Lu}(?:${SMALL}))|\p{Lu}{2,}|\p{Lu}(?:${SMALL})*`, 'uy')],
  ['alphabet', new RegExp(`(?:${SMALL})+`, 'uy')],
  ['number', /\p{N}+/uy],
  ['other', new RegExp(String.raw`(?:(?!${LETTER})[^-_${SPACE}\p{P}\p{N}])+`, 'uy')],
];

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (let at = 0; at < text.length;) {
    const [kind, found] = wordAt(text, at);
    words.push({ kind, text: found });
    at += found.length;
  }
  return words;
}

function wordAt(text: string, at: number): [WordKind, string] {
  for (const [kind, pattern] of WORDS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined && found !== '') return [kind, found];
  }
  return ['other', text.charAt(at)];
}

/** `HTTPServer2xx` as `http_server_2xx`. Models camelCaseToLowerCase of huandu/xstrings. */
function separated(text: string, connector: string): string {
  const words = wordsOf(text);
  let result = '';
  let at = 0;
  const kindAt = (index: number): WordKind | undefined => words[index]?.kind;
  const put = (index: number): void => {
    const word = words[index];
    if (word === undefined) return;
    if (word.kind === 'connector') result += connector.repeat([...word.text].length);
    else result += word.kind === 'upper' ? lower(word.text) : word.text;
  };
  const putRun = (): void => {
    for (; kindAt(at) === 'alphabet' || kindAt(at) === 'number'; at++) put(at);
  };
  const joins = (kind: WordKind | undefined): boolean => kind !== undefined && kind !== 'connector' && kind !== 'punctuation';
  while (at < words.length - 1) {
    const kind = kindAt(at);
    put(at);
    at++;
    if (kind === 'connector' || kind === 'punctuation') continue;
    if (kind === 'number') {
      putRun();
      if (joins(kindAt(at))) result += connector;
    } else if (kindAt(at) !== 'number') {
      if (joins(kindAt(at))) result += connector;
    } else if (at < words.length - 1) {
      // A number is part of the word before it, unless small letters follow.
      if (kindAt(at + 1) === 'alphabet') {
        result += connector;
        putRun();
      } else {
        put(at);
        at++;
      }
      if (joins(kindAt(at))) result += connector;
    }
  }
  put(at);
  return result;
}

export const letterCaseFunctions: FunctionTable = {
  upper: fn(['string'], upper),
  lower: fn(['string'], lower),
  title: fn(['string'], title),
  untitle: fn(['string'], untitle),
  swapcase: fn(['string'], swapCase),
  snakecase: fn(['string'], (text: string) => separated(text, '_')),
  kebabcase: fn(['string'], (text: string) => separated(text, '-')),
  camelcase: fn(['string'], camelCase),
};
