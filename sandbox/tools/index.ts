export { linuxPrograms } from './linux/index.ts';
export { createShell, loadShellLanguage, shellPrograms, type CreateShellOptions } from './shell/index.ts';
