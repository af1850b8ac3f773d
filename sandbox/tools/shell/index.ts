export { createShell, type CreateShellOptions } from './create-shell.ts';
export { loadShellLanguage } from './just-bash.ts';
export { shellPrograms } from './sh.ts';
