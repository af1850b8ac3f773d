import type { Role } from '../theme/theme.ts';
import { span, type Line, type Span } from '../text/line.ts';

interface Rule {
  readonly pattern: RegExp;
  readonly role: Role;
}

const string = /"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?/y;
const number = /-?\b\d+(?:\.\d+)?(?:[a-zA-Z]{0,2})\b/y;
const comment = /(?<=^|\s)#.*/y;

const languages: { readonly [language: string]: readonly Rule[] } = {
  yaml: [
    { pattern: comment, role: 'codeComment' },
    { pattern: /^---.*|^\.\.\.$/y, role: 'faint' },
    { pattern: /(?<=^\s*(?:- +)*|[{,]\s*)(?:"[^"]*"|'[^']*'|[\w./$][^\s:#]*(?: [^\s:#]+)*)(?=:(?:\s|$))/y, role: 'codeKey' },
    { pattern: /:(?=\s|$)|(?<=^\s*)-(?=\s|$)|[[\]{},|>]/y, role: 'muted' },
    { pattern: string, role: 'codeValue' },
    { pattern: /\b(?:true|false|null)\b/y, role: 'codeNumber' },
    { pattern: /(?<=[\s[,])-?\d+(?:\.\d+)?(?:m|[KMGT]i?|s|%)?(?=[\s,\]}]|$)/y, role: 'codeNumber' },
    { pattern: /(?:[^\s#:,[\]{}"']|:(?=\S))+/y, role: 'codeValue' },
  ],
  json: [
    { pattern: /"(?:[^"\\]|\\.)*"(?=\s*:)/y, role: 'codeKey' },
    { pattern: string, role: 'codeValue' },
    { pattern: number, role: 'codeNumber' },
    { pattern: /\b(?:true|false|null)\b/y, role: 'codeNumber' },
    { pattern: /[{}[\],:]/y, role: 'muted' },
  ],
  sh: [
    { pattern: comment, role: 'codeComment' },
    { pattern: string, role: 'codeValue' },
    { pattern: /(?<=^\s*|[|;&(]\s*|&&\s*|\|\|\s*)[a-z][\w.-]*(?![\w=])/y, role: 'codeKey' },
    { pattern: /\$\{?\w+\}?|\$\(/y, role: 'codeNumber' },
    { pattern: /(?<=\s)--?[\w-]+/y, role: 'code' },
    { pattern: /\|\||&&|[|;<>&()]/y, role: 'muted' },
  ],
};

const names: { readonly [name: string]: string } = {
  yml: 'yaml',
  yaml: 'yaml',
  json: 'json',
  sh: 'sh',
  bash: 'sh',
  shell: 'sh',
  console: 'sh',
  zsh: 'sh',
};

/** The language as this file knows it, undefined for text without colours. */
export function languageOf(name: string): string | undefined {
  return names[name.trim().toLowerCase().split(/\s/)[0] ?? ''];
}

/** One line of code with soft colours. It looks at one line only, which is enough for what lessons show. */
export function highlight(text: string, language: string | undefined): Line {
  const rules = language === undefined ? undefined : languages[language];
  if (!rules || text === '') return [span(text, 'text')];
  const spans: Span[] = [];
  let at = 0;
  while (at < text.length) {
    const found = match(rules, text, at);
    const piece = found?.text ?? text.charAt(at);
    const role = found?.role ?? 'text';
    const last = spans.at(-1);
    if (last?.role === role) spans[spans.length - 1] = span(last.text + piece, role);
    else spans.push(span(piece, role));
    at += piece.length;
  }
  return spans;
}

function match(rules: readonly Rule[], text: string, at: number): { readonly text: string; readonly role: Role } | undefined {
  for (const { pattern, role } of rules) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found) return { text: found, role };
  }
  return undefined;
}
