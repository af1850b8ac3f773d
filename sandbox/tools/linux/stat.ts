import { civilTime } from '../../core/time-text.ts';
import type { FileStat } from '../../host/file-system.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { timeParts } from '../../images/clock-text.ts';
import { readOptions } from './arguments.ts';
import { modeText, ownerName } from './file-words.ts';
import { absolute } from './mount.ts';

const kinds = { directory: 'directory', symlink: 'symbolic link', file: 'regular file' } as const;

/** Shows what the kernel knows of a file. There are no numbers of inodes here, one time for all three, and no hard links. */
export const stat = defineProgram({
  name: 'stat',
  summary: 'Display file status',
  async run(process) {
    const options = readOptions(process, 'stat', {
      flags: ['L', 't', 'f'],
      values: ['c', 'printf'],
      names: { dereference: 'L', terse: 't', 'file-system': 'f', format: 'c' },
    });
    if (options === undefined) return 1;
    const missing = ['f', 't'].find((name) => options.has(name));
    if (missing !== undefined) {
      process.stderr.write(`stat: -${missing} is not simulated; df and -c show what there is\n`);
      return 1;
    }
    if (options.operands.length === 0) {
      process.stderr.write("stat: missing operand\nTry 'stat --help' for more information.\n");
      return 1;
    }
    let code = 0;
    for (const path of options.operands) {
      const full = absolute(process, path);
      const found = process.files.stat(full, { followLinks: options.has('L') });
      if (found === undefined) {
        process.stderr.write(`stat: cannot statx '${path}': No such file or directory\n`);
        code = 1;
        continue;
      }
      const shown = found.type === 'symlink' ? `${path} -> ${process.files.readLink(full)}` : path;
      const values = valuesOf(process, path, shown, found);
      const format = options.value('c') ?? options.value('printf');
      if (format === undefined) process.stdout.write(fullText(shown, found, values));
      else {
        const text = format.replace(/%(.)/g, (all, letter: string) => (letter === '%' ? '%' : (values[letter] ?? all)));
        process.stdout.write(
          options.value('printf') === undefined ? `${text}\n` : text.replace(/\\n/g, '\n').replace(/\\t/g, '\t'),
        );
      }
    }
    return code;
  },
});

/** `2026-01-01 09:00:00.000000000 +0000`. */
function timeText(at: number): string {
  const { year, month, day, time } = timeParts(at);
  return `${year}-${month}-${day} ${time}.${String(civilTime(at).milliseconds).padStart(3, '0')}000000 +0000`;
}

function kindOf(found: FileStat): string {
  if (found.device !== undefined) return 'character special file';
  return found.type === 'file' && found.size === 0 ? 'regular empty file' : kinds[found.type];
}

function valuesOf(process: ProcessContext, path: string, shown: string, found: FileStat): { readonly [letter: string]: string } {
  return {
    n: path,
    N: found.type === 'symlink' ? `'${path}' -> '${shown.slice(path.length + 4)}'` : `'${path}'`,
    s: String(found.size),
    b: String(Math.ceil(found.size / 4096) * 8),
    a: (found.mode & 0o7777).toString(8),
    A: modeText(found),
    u: String(found.uid),
    g: String(found.gid),
    U: ownerName(process, 'passwd', found.uid),
    G: ownerName(process, 'group', found.gid),
    F: kindOf(found),
    h: '1',
    y: timeText(found.modified),
    z: timeText(found.modified),
    x: timeText(found.modified),
    Y: String(Math.floor(found.modified / 1000)),
    X: String(Math.floor(found.modified / 1000)),
    Z: String(Math.floor(found.modified / 1000)),
  };
}

function fullText(shown: string, found: FileStat, values: { readonly [letter: string]: string }): string {
  const mode = (found.mode & 0o7777).toString(8).padStart(4, '0');
  const owner = (id: number, name = ''): string => `(${String(id).padStart(5)}/${name.padStart(8)})`;
  const time = timeText(found.modified);
  return [
    `  File: ${shown}`,
    `  Size: ${String(found.size).padEnd(10)}\tBlocks: ${(values['b'] ?? '').padEnd(10)} IO Block: 4096   ${kindOf(found)}`,
    `Access: (${mode}/${values['A'] ?? ''})  Uid: ${owner(found.uid, values['U'])}   Gid: ${owner(found.gid, values['G'])}`,
    `Access: ${time}`,
    `Modify: ${time}`,
    `Change: ${time}`,
    '',
  ].join('\n');
}
