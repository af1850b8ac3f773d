/** One term of a field selector: the field has this value, or it has not. */
export interface FieldRequirement {
  readonly field: string;
  readonly isEqual: boolean;
  readonly value: string;
}

/** What is wrong with a field selector, in the server's words. */
export class FieldSelectorError extends Error {
  override readonly name = 'FieldSelectorError';
}

const operators = ['!=', '==', '='] as const;

/**
 * Reads a field selector as it stands in a URL; terms come sorted, and empty ones are left out. Throws FieldSelectorError. Models
 * ParseSelector in k8s.io/apimachinery/pkg/fields.
 */
export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  return splitTerms(text)
    .sort()
    .flatMap((term) => (term === '' ? [] : [requirementOf(term, text)]));
}

function requirementOf(term: string, whole: string): FieldRequirement {
  for (let at = 0; at < term.length; at++) {
    const operator = operators.find((one) => term.startsWith(one, at));
    if (operator !== undefined)
      return { field: term.slice(0, at), isEqual: operator !== '!=', value: unescape(term.slice(at + operator.length)) };
  }
  throw new FieldSelectorError(`invalid selector: '${whole}'; can't understand '${term}'`);
}

/** At every comma that no backslash stands before. */
function splitTerms(text: string): string[] {
  const terms: string[] = [''];
  for (const [part] of text.matchAll(/\\[\s\S]?|[^\\]/g)) {
    if (part === ',') terms.push('');
    else terms.push(`${terms.pop() ?? ''}${part}`);
  }
  return terms;
}

function unescape(text: string): string {
  return text.replace(/\\([\s\S]?)|[,=]/g, (part, escaped: string | undefined) => {
    // The real server shows the number of the character.
    if (escaped === undefined) throw invalid(`unescaped character in value: ${part.charCodeAt(0)}`);
    if (!/^[\\,=]$/.test(escaped)) throw invalid(`invalid escape sequence: ${part}`);
    return escaped;
  });
}

const invalid = (what: string): FieldSelectorError => new FieldSelectorError(`invalid field selector: ${what}`);
