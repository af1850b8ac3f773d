import { labelValue, qualifiedName } from './names.ts';

export type SelectorOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

/** One condition on one label. */
export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
}

/** Conditions that must all hold; none at all select everything. */
export type Selector = readonly Requirement[];

/** A selector as objects carry it: `matchLabels` and `matchExpressions`. */
export interface LabelSelectorValue {
  readonly matchLabels?: { readonly [key: string]: string };
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export type Labels = { readonly [key: string]: string };

/** Thrown for text that is no selector; the message is the API server's. */
export class SelectorError extends Error {
  override readonly name = 'SelectorError';
}

/** Whether labels satisfy a selector. No selector selects nothing, an empty one everything. */
export function matches(selector: LabelSelectorValue | undefined, labels: Labels | undefined): boolean {
  return selector !== undefined && selectorMatches(requirementsOf(selector), labels);
}

/** Whether labels have all these key-value pairs: the selectors of Services and ReplicationControllers. */
export function matchesLabels(wanted: Labels, labels: Labels | undefined): boolean {
  return Object.entries(wanted).every(([key, value]) => valueOf(labels, key) === value);
}

const valueOf = (labels: Labels | undefined, key: string): string | undefined =>
  labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;

const integer = /^[+-]?\d+$/;

/** Whether labels satisfy all requirements. */
export function selectorMatches(selector: Selector, labels: Labels | undefined): boolean {
  return selector.every(({ key, operator, values }) => {
    const value = valueOf(labels, key);
    switch (operator) {
      case 'in':
      case '=':
      case '==':
        return value !== undefined && values.includes(value);
      case 'notin':
      case '!=':
        return value === undefined || !values.includes(value);
      case 'exists':
        return value !== undefined;
      case '!':
        return value === undefined;
      case 'gt':
      case 'lt': {
        const limit = values[0];
        if (value === undefined || limit === undefined || !integer.test(value) || !integer.test(limit)) return false;
        return operator === 'gt' ? BigInt(value) > BigInt(limit) : BigInt(value) < BigInt(limit);
      }
    }
  });
}

const operatorOfExpression: ReadonlyMap<string, SelectorOperator> = new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
  ['Gt', 'gt'],
  ['Lt', 'lt'],
] as const);

/** The requirements of a structured selector, sorted by key. Throws SelectorError for an operator that does not exist. */
export function requirementsOf(selector: LabelSelectorValue): Selector {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]): Requirement => ({
    key,
    operator: '=',
    values: [value],
  }));
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values }): Requirement => {
    const known = operatorOfExpression.get(operator);
    if (known === undefined) throw new SelectorError(`"${operator}" is not a valid label selector operator`);
    return { key, operator: known, values: values ?? [] };
  });
  return sorted([...labels, ...expressions]);
}

const sorted = (selector: Selector): Selector =>
  [...selector].sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));

/** The text of a selector, as status and URLs carry it: `app=web,tier in (a,b)`. Models labels.Selector.String. */
export function formatSelector(selector: Selector): string {
  return selector.map(formatRequirement).join(',');
}

const sign: { readonly [operator in SelectorOperator]: string } = {
  in: ' in ',
  notin: ' notin ',
  '=': '=',
  '==': '==',
  '!=': '!=',
  gt: '>',
  lt: '<',
  exists: '',
  '!': '',
};

function formatRequirement({ key, operator, values }: Requirement): string {
  if (operator === 'exists') return key;
  if (operator === '!') return `!${key}`;
  const list = [...values].sort().join(',');
  return `${key}${sign[operator]}${operator === 'in' || operator === 'notin' ? `(${list})` : list}`;
}

/** The text of a structured selector, `<none>` when it is empty. Models metav1.FormatLabelSelector. */
export function formatLabelSelector(selector: LabelSelectorValue | undefined): string {
  if (selector === undefined) return '<none>';
  try {
    return formatSelector(requirementsOf(selector)) || '<none>';
  } catch {
    return '<error>';
  }
}

/** The text of plain key-value pairs, sorted: `app=web,tier=front`; `<none>` when there are none. Models labels.FormatLabels. */
export function formatLabels(labels: Labels | undefined): string {
  const text = Object.entries(labels ?? {})
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  return text || '<none>';
}

type Token = {
  readonly kind: 'word' | 'end' | 'error' | '(' | ')' | ',' | '!' | '=' | '==' | '!=' | '>' | '<' | 'in' | 'notin';
  readonly text: string;
};

const symbols: readonly Token['kind'][] = ['==', '!=', '=', '!', '(', ')', ',', '>', '<'];

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  for (;;) {
    while (/[ \t\r\n]/.test(text.charAt(position))) position++;
    if (position >= text.length) return [...tokens, { kind: 'end', text: '' }];
    const symbol = symbols.find((candidate) => text.startsWith(candidate, position));
    if (symbol !== undefined) {
      tokens.push({ kind: symbol, text: symbol });
      position += symbol.length;
      continue;
    }
    const word = /^[^=!(),<> \t\r\n]+/.exec(text.slice(position))?.[0] ?? '';
    tokens.push({ kind: word === 'in' || word === 'notin' ? word : 'word', text: word });
    position += word.length;
  }
}

/**
 * Reads a selector in the grammar of `-l` and `labelSelector=`: `app=web,tier!=db,env in (a,b),!old,x`. Throws SelectorError in
 * the server's words. Models k8s.io/apimachinery/pkg/labels.Parse.
 */
export function parseSelector(text: string): Selector {
  return new SelectorParser(tokensOf(text)).parse();
}

class SelectorParser {
  private position = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  parse(): Selector {
    const selector: Requirement[] = [];
    for (;;) {
      const token = this.peekValue();
      if (token.kind === 'end') return sorted(selector);
      if (token.kind !== 'word' && token.kind !== '!') {
        throw new SelectorError(`found '${token.text}', expected: !, identifier, or 'end of string'`);
      }
      selector.push(this.requirement());
      const after = this.nextValue();
      if (after.kind === 'end') return sorted(selector);
      if (after.kind !== ',') throw new SelectorError(`found '${after.text}', expected: ',' or 'end of string'`);
      const next = this.peekValue();
      if (next.kind !== 'word' && next.kind !== '!')
        throw new SelectorError(`found '${next.text}', expected: identifier after ','`);
    }
  }

  private requirement(): Requirement {
    const negated = this.peekValue().kind === '!';
    if (negated) this.position++;
    const { kind, text: key } = this.nextValue();
    if (kind !== 'word') throw this.wrong(`found '${key}', expected: identifier`);
    const keyErrors = qualifiedName(key);
    if (keyErrors.length > 0) throw this.wrong(`<nil>: Invalid value: ${JSON.stringify(key)}: ${keyErrors.join('; ')}`);
    const follows = this.peekValue().kind;
    if (negated && (follows === 'end' || follows === ',')) return { key, operator: '!', values: [] };
    if (follows === 'end' || follows === ',') return { key, operator: 'exists', values: [] };
    const operator = this.operator();
    const values = operator === 'in' || operator === 'notin' ? this.valueList() : [this.exactValue()];
    return this.checked({ key, operator, values: [...new Set(values)].sort() });
  }

  private operator(): SelectorOperator {
    const { kind, text } = this.peek();
    this.position++;
    switch (kind) {
      case 'in':
      case 'notin':
      case '=':
      case '==':
      case '!=':
        return kind;
      case '>':
        return 'gt';
      case '<':
        return 'lt';
      default:
        throw this.wrong(`found '${text}', expected: in, notin, =, ==, !=, gt, lt`);
    }
  }

  private valueList(): readonly string[] {
    const open = this.nextValue();
    if (open.kind !== '(') throw this.wrong(`found '${open.text}' expected: '('`);
    const first = this.peekValue();
    if (first.kind === ')') {
      this.position++;
      return [''];
    }
    if (first.kind !== 'word' && first.kind !== ',') throw this.wrong(`found '${first.text}', expected: ',', ')' or identifier`);
    const values: string[] = [];
    for (;;) {
      const token = this.nextValue();
      if (token.kind === 'word') {
        values.push(token.text);
        const after = this.peekValue();
        if (after.kind === ')') break;
        if (after.kind !== ',') throw this.wrong(`found '${after.text}', expected: ',' or ')'`);
      } else if (token.kind === ',') {
        // A comma with nothing before or behind it stands for the empty value.
        const after = this.peekValue().kind;
        if (values.length === 0 || after === ',' || after === ')') values.push('');
        if (after === ')') break;
      } else {
        throw this.wrong(`found '${token.text}', expected: ',', or identifier`);
      }
    }
    this.position++;
    return values;
  }

  private exactValue(): string {
    const next = this.peekValue();
    if (next.kind === 'end' || next.kind === ',') return '';
    this.position++;
    if (next.kind !== 'word') throw this.wrong(`found '${next.text}', expected: identifier`);
    return next.text;
  }

  private checked(requirement: Requirement): Requirement {
    const { key, operator, values } = requirement;
    const errors: string[] = [];
    for (const [index, value] of values.entries()) {
      if ((operator === 'gt' || operator === 'lt') && !integer.test(value)) {
        const detail = "for 'Gt', 'Lt' operators, the value must be an integer";
        errors.push(`values[${index}]: Invalid value: ${JSON.stringify(value)}: ${detail}`);
      }
    }
    for (const [index, value] of values.entries()) {
      const wrong = labelValue(value);
      if (wrong.length > 0) errors.push(`values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${wrong.join('; ')}`);
    }
    if (errors.length > 0) throw this.wrong(errors.length === 1 ? (errors[0] ?? '') : `[${errors.join(', ')}]`);
    return requirement;
  }

  private wrong(text: string): SelectorError {
    return new SelectorError(`unable to parse requirement: ${text}`);
  }

  private peek(): Token {
    return this.tokens[Math.min(this.position, this.tokens.length - 1)] ?? { kind: 'end', text: '' };
  }

  /** The next token where `in` and `notin` are ordinary words. */
  private peekValue(): Token {
    const token = this.peek();
    return token.kind === 'in' || token.kind === 'notin' ? { kind: 'word', text: token.text } : token;
  }

  private nextValue(): Token {
    const token = this.peekValue();
    this.position++;
    return token;
  }
}
