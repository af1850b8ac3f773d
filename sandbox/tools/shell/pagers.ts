import { FileError } from '../../host/file-system.ts';
import { defineProgram, type ProcessContext, type Program } from '../../host/program.ts';

const absolute = (process: ProcessContext, path: string): string => (path.startsWith('/') ? path : `${process.cwd}/${path}`);

/** The terminal itself scrolls, so what is to be paged is printed. */
const pagers: readonly Program[] = ['less', 'more'].map((name) =>
  defineProgram({
    name,
    summary: 'Show a text',
    async run(process) {
      const paths = process.args.filter((arg) => !/^[-+]./.test(arg));
      if (paths.length === 0 && process.stdin.isTerminal) {
        process.stderr.write(name === 'less' ? 'Missing filename ("less --help" for help)\n' : 'more: bad usage\n');
        return 1;
      }
      if (paths.length === 0) process.stdout.write(await process.stdin.readAll());
      let code = 0;
      for (const path of paths) {
        try {
          process.stdout.write(path === '-' ? await process.stdin.readAll() : process.files.readText(absolute(process, path)));
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
          process.stderr.write(error.code === 'EISDIR' ? `${path} is a directory\n` : `${path}: No such file or directory\n`);
          code = 1;
        }
      }
      return code;
    },
  }),
);

const cmp = defineProgram({
  name: 'cmp',
  summary: 'Compare two files byte by byte',
  async run(process) {
    const silent = process.args.some((arg) => arg === '-s' || arg === '--silent' || arg === '--quiet');
    const [first, second] = process.args.filter((arg) => !arg.startsWith('-'));
    if (first === undefined || second === undefined) {
      process.stderr.write(`cmp: missing operand after '${first ?? 'cmp'}'\n`);
      return 2;
    }
    const contents: Uint8Array[] = [];
    for (const path of [first, second]) {
      try {
        contents.push(process.files.readBytes(absolute(process, path)));
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        process.stderr.write(`cmp: ${path}: ${error.code === 'EISDIR' ? 'Is a directory' : 'No such file or directory'}\n`);
        return 2;
      }
    }
    const [left = new Uint8Array(), right = new Uint8Array()] = contents;
    const shorter = Math.min(left.length, right.length);
    let at = 0;
    let line = 1;
    for (; at < shorter && left[at] === right[at]; at++) if (left[at] === 0x0a) line++;
    if (at === shorter && left.length === right.length) return 0;
    if (silent) return 1;
    if (at === shorter)
      process.stderr.write(`cmp: EOF on ${left.length < right.length ? first : second} after byte ${at}, line ${line}\n`);
    else process.stdout.write(`${first} ${second} differ: byte ${at + 1}, line ${line}\n`);
    return 1;
  },
});

export const pagerPrograms: readonly Program[] = [...pagers, cmp];
