/** Whether a path is this folder or lies in it. */
export function isInside(path: string, folder: string): boolean {
  if (folder === '/') return true;
  return path.startsWith(folder) && (path.length === folder.length || path[folder.length] === '/');
}

/** The names of a path as they stand, `..` among them. */
export function namesIn(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** The names of a path, `..` taken out. */
export function split(path: string): readonly string[] {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts;
}

export function join(parts: readonly string[]): string {
  return `/${parts.join('/')}`;
}

/** The folder that it is in; `/` is in itself. */
export function parentOf(path: string): string {
  return join(split(path).slice(0, -1));
}

/** An absolute path without `.`, `..` and empty names; links are not looked at. */
export function normalPath(path: string): string {
  return join(split(path));
}
