import { readTar, writeTar, type TarEntry } from '../../core/tar-archive.ts';
import { textOfUtf8, utf8OfText } from '../../core/utf8.ts';
import { FileError } from '../../host/file-system.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { readOptions, usageText, type Arguments } from './arguments.ts';

/** GNU tar without compression. Streams carry text in which every byte is kept (core/utf8). */
export const tar = defineProgram({
  name: 'tar',
  summary: 'Put files into an archive and take them out',
  async run(process) {
    const given = readOptions(
      { args: dashed(process.args), stderr: process.stderr },
      'tar',
      grammar,
      (error) => `${usageText(error)}\nTry 'tar --help' or 'tar --usage' for more information.`,
    );
    if (given === undefined) return 64;
    if (given.has('z') || given.has('j') || given.has('J')) return fail(process, 'compression is not simulated', 2);
    const modes = ['c', 'x', 't'].filter((mode) => given.has(mode));
    if (modes.length > 1) return fail(process, "You may not specify more than one '-Acdtrux' option", 2);
    const [mode] = modes;
    try {
      if (mode === 'c') return await create(process, given);
      if (mode === 'x' || mode === 't') return await read(process, given, mode);
    } catch (error) {
      if (error instanceof RangeError)
        return fail(process, `${error.message}\ntar: Exiting with failure status due to previous errors`, 2);
      if (error instanceof FileError)
        return fail(process, `${error.path}: Cannot open: ${reasonOf(error)}\ntar: Error is not recoverable: exiting now`, 2);
      throw error;
    }
    return fail(process, "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options", 2);
  },
});

const grammar = {
  flags: ['c', 'x', 't', 'v', 'z', 'j', 'J', 'm', 'p', 'o', 'h', 'P', 'no-same-permissions', 'no-same-owner', 'same-owner'],
  values: ['f', 'C'],
  names: {
    create: 'c',
    extract: 'x',
    get: 'x',
    list: 't',
    verbose: 'v',
    file: 'f',
    directory: 'C',
    touch: 'm',
    gzip: 'z',
    'preserve-permissions': 'p',
    'same-permissions': 'p',
    dereference: 'h',
    'absolute-names': 'P',
  },
};

/** The letters of the first word may stand without a dash: `tar cf - FILE`. */
function dashed(args: readonly string[]): readonly string[] {
  const [first = '', ...rest] = args;
  return first === '' || first.startsWith('-') ? args : [`-${first}`, ...rest];
}

function fail({ stderr }: ProcessContext, message: string, code: number): number {
  stderr.write(`tar: ${message}\n`);
  return code;
}

const reasons: { readonly [code: string]: string } = {
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EACCES: 'Permission denied',
  EROFS: 'Read-only file system',
};

const reasonOf = ({ code }: FileError): string => reasons[code] ?? code;

function folderOf({ cwd }: ProcessContext, given: Arguments): string {
  return given.all('C').reduce((folder, next) => (next.startsWith('/') ? next : `${folder}/${next}`), cwd);
}

const within = (folder: string, path: string): string => (path.startsWith('/') ? path : `${folder}/${path}`);

async function create(process: ProcessContext, given: Arguments): Promise<number> {
  const { files, stdout, stderr } = process;
  if (given.operands.length === 0) return fail(process, 'Cowardly refusing to create an empty archive', 2);
  const folder = folderOf(process, given);
  const entries: TarEntry[] = [];
  const said = new Set<string>();
  let failed = false;
  const nameOf = (path: string): string => {
    if (given.has('P')) return path;
    const [prefix = ''] = /^(.*\/)?\.\.(?=\/|$)\/?|^\/+/.exec(path) ?? [];
    if (prefix !== '' && !said.has(prefix))
      stderr.write(`tar: Removing leading \`${prefix.replace(/^\/+$/, '/')}' from member names\n`);
    said.add(prefix);
    return path.slice(prefix.length) || '.';
  };
  const add = (path: string): void => {
    const full = within(folder, path);
    const stat = files.stat(full, { followLinks: given.has('h') });
    const name = nameOf(path);
    if (stat === undefined) {
      failed = true;
      stderr.write(`tar: ${path}: Cannot stat: No such file or directory\n`);
      return;
    }
    if (given.has('v'))
      (given.value('f') === '-' || !given.has('f') ? stderr : stdout).write(`${name}${stat.type === 'directory' ? '/' : ''}\n`);
    const content = stat.type === 'file' ? files.readBytes(full) : new Uint8Array();
    const target = stat.type === 'symlink' ? files.readLink(full) : '';
    entries.push({ name, type: stat.type, mode: stat.mode, modified: stat.modified, content, target });
    if (stat.type === 'directory') for (const child of files.list(full)) add(`${path.replace(/\/+$/, '')}/${child}`);
  };
  for (const path of given.operands) add(path.length > 1 ? path.replace(/\/+$/, '') || '/' : path);
  const archive = writeTar(entries);
  const file = given.value('f') ?? '-';
  if (file === '-') stdout.write(textOfUtf8(archive));
  else files.write(within(process.cwd, file), archive);
  return failed ? fail(process, 'Exiting with failure status due to previous errors', 2) : 0;
}

async function read(process: ProcessContext, given: Arguments, mode: 'x' | 't'): Promise<number> {
  const { files, stdout, stderr, clock } = process;
  const file = given.value('f') ?? '-';
  const archive = file === '-' ? utf8OfText(await process.stdin.readAll()) : files.readBytes(within(process.cwd, file));
  const folder = folderOf(process, given);
  if (mode === 'x' && files.stat(folder)?.type !== 'directory')
    return fail(
      process,
      `${given.value('C') ?? folder}: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now`,
      2,
    );
  const wanted = (name: string): boolean =>
    given.operands.length === 0 ||
    given.operands.some((operand) => name === operand.replace(/\/+$/, '') || name.startsWith(`${operand.replace(/\/+$/, '')}/`));
  let failed = false;
  for (const entry of readTar(archive)) {
    if (!wanted(entry.name)) continue;
    if (mode === 't' || given.has('v')) stdout.write(`${entry.name}${entry.type === 'directory' ? '/' : ''}\n`);
    if (mode === 't') continue;
    const path = `${folder}/${entry.name.replace(/^\/+/, '')}`;
    try {
      if (entry.name.split('/').includes('..')) {
        failed = true;
        stderr.write(`tar: ${entry.name}: Member name contains '..'\n`);
        continue;
      }
      extract(process, entry, path);
      if (entry.type !== 'symlink') files.changeTime(path, given.has('m') ? clock.now() : entry.modified);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      failed = true;
      stderr.write(`tar: ${entry.name}: Cannot open: ${reasonOf(error)}\n`);
    }
  }
  return failed ? fail(process, 'Exiting with failure status due to previous errors', 2) : 0;
}

function extract({ files }: ProcessContext, entry: TarEntry, path: string): void {
  if (entry.type === 'directory') {
    files.makeDirectory(path, { recursive: true, mode: entry.mode });
    return;
  }
  files.makeDirectory(path.slice(0, path.lastIndexOf('/')) || '/', { recursive: true });
  if (entry.type === 'symlink') {
    files.remove(path, { force: true });
    files.link(entry.target, path);
  } else files.write(path, entry.content, { mode: entry.mode });
}
