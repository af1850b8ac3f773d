import { ChartError } from './chart-error.ts';
import { fileMatches } from './file-match.ts';
import { baseName } from './path.ts';

export const IGNORE_FILE = '.helmignore';

interface Pattern {
  readonly negated: boolean;
  readonly onlyFolders: boolean;
  matches(path: string): boolean;
}

/**
 * Whether a path of the chart's folder is left out. Models helm.sh/helm/v3/pkg/ignore, with its peculiar `!`: a negated rule leaves
 * out all that it does not match.
 */
export type IgnoreRules = (path: string, isFolder: boolean) => boolean;

/** Reads `.helmignore`. Throws ChartError for a rule that is none. */
export function parseIgnore(text: string): IgnoreRules {
  const patterns: Pattern[] = [];
  const lines = text.replace(/^\ufeff/, '').split('\n');
  for (const line of [...lines, 'templates/.?*']) {
    const pattern = parseRule(line.trim());
    if (pattern !== undefined) patterns.push(pattern);
  }
  return (path, isFolder) => {
    for (const { negated, onlyFolders, matches } of patterns) {
      if (negated) {
        if ((onlyFolders && !isFolder) || !matches(path)) return true;
      } else if (!(onlyFolders && !isFolder) && matches(path)) return true;
    }
    return false;
  };
}

function parseRule(given: string): Pattern | undefined {
  if (given === '' || given.startsWith('#')) return undefined;
  if (given.includes('**')) throw new ChartError('double-star (**) syntax is not supported');
  fileMatches(given, 'abc');
  const negated = given.startsWith('!');
  let rule = negated ? given.slice(1) : given;
  const onlyFolders = rule.endsWith('/');
  if (onlyFolders) rule = rule.slice(0, -1);
  const byName = !rule.includes('/');
  const bare = rule.replace(/^\//, '');
  return { negated, onlyFolders, matches: (path) => safeMatch(bare, byName ? baseName(path) : path) };
}

function safeMatch(pattern: string, name: string): boolean {
  try {
    return fileMatches(pattern, name);
  } catch {
    return false;
  }
}
