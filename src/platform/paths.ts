/** Paths as the machine writes them, for commands that take some from a person. */
export { basename, join, relative, resolve } from 'node:path';
