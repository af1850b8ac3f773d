import type { FileStat } from '../../host/file-system.ts';
import type { ProcessContext } from '../../host/program.ts';

const letters = { directory: 'd', symlink: 'l', file: '-' } as const;

/** `drwxr-xr-t`: kind and permissions. */
export function modeText({ type, mode, device }: FileStat): string {
  const bits = [6, 3, 0].map((shift, place) => {
    const [read = '', write = '', run = ''] = [...'rwx'].map((letter, index) => ((mode >> shift) & (4 >> index) ? letter : '-'));
    const special = (mode & (0o4000 >> place)) !== 0;
    const letter = place === 2 ? 't' : 's';
    return `${read}${write}${special ? (run === 'x' ? letter : letter.toUpperCase()) : run}`;
  });
  return `${device === undefined ? letters[type] : 'c'}${bits.join('')}`;
}

/** How the accounts of the process's root call an id; undefined for one without a name. */
export function accountName({ files }: ProcessContext, accounts: 'passwd' | 'group', id: number): string | undefined {
  const path = `/etc/${accounts}`;
  const text = files.stat(path) === undefined ? '' : files.readText(path);
  const line = text.split('\n').find((one) => one.split(':')[2] === String(id));
  return line?.split(':')[0] ?? (id === 0 ? 'root' : undefined);
}

/** As stat(1) names an owner. */
export function ownerName(process: ProcessContext, accounts: 'passwd' | 'group', id: number): string {
  return accountName(process, accounts, id) ?? 'UNKNOWN';
}
