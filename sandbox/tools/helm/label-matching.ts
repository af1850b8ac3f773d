import { HelmError } from './errors.ts';

/** Reads `a=b,c!=d,e` into a test of labels. Throws HelmError for what is none. */
export function labelSelectorMatches(text: string): (labels: ReadonlyMap<string, string>) => boolean {
  const terms = text
    .split(',')
    .map((term) => term.trim())
    .filter((term) => term !== '')
    .map((term) => {
      const match = /^(!)?([A-Za-z0-9./_-]+)(?:\s*(==|=|!=)\s*([A-Za-z0-9._-]*))?$/.exec(term);
      if (match === null) throw new HelmError(`unable to parse requirement: found '${term}', expected: a label and its value`);
      const [, not, key = '', operator, value = ''] = match;
      return (labels: ReadonlyMap<string, string>): boolean => {
        if (operator === undefined) return labels.has(key) === (not === undefined);
        return operator === '!=' ? labels.get(key) !== value : labels.get(key) === value;
      };
    });
  return (labels) => terms.every((term) => term(labels));
}
