import { text, turned, type Shape } from './shape.ts';

/** Words for what is wrong with a path that must stay inside its folder, or undefined when it is sound. */
export function pathProblem(path: string): string | undefined {
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.startsWith('~'))
    return `expected a path inside the folder, found the absolute path "${path}"`;
  if (path.includes('\\')) return `expected forward slashes, found "${path}"`;
  const parts = path.split('/');
  if (parts.includes('..')) return `expected a path inside the folder, found "${path}"`;
  if (parts.some((part) => part === '' || part === '.')) return `expected a plain path, found "${path}"`;
  if (!/^[\p{L}\p{N} ._/@+=-]+$/u.test(path) || path.length > 200)
    return `expected a path of letters, digits, dots, dashes and slashes, found "${path}"`;
  return undefined;
}

/** A relative path that does not leave its folder. */
export const insidePath: Shape<string> = turned(text, (path, refuse) => {
  const problem = pathProblem(path);
  return problem === undefined ? path : refuse(problem);
});
