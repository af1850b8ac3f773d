import { FileError } from '../../host/file-system.ts';
import { defineProgram } from '../../host/program.ts';
import { errorText } from './kernel-errors.ts';

/** Bytes that one write may make: a text cannot be longer. */
const MOST = 400 * 1024 ** 2;
const units: { readonly [unit: string]: number } = {
  '': 1,
  c: 1,
  w: 2,
  b: 512,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

function bytesOf(text: string): number | undefined {
  const [, digits = '', unit = ''] = /^(\d+)([a-z]*)$/i.exec(text) ?? [];
  const factor = units[unit.toLowerCase()];
  return digits === '' || factor === undefined ? undefined : Number(digits) * factor;
}

/** Text of zeros; a longer one than can be kept is told from a disk that is full. */
function zeros(bytes: number): string | undefined {
  return bytes > MOST ? undefined : '\0'.repeat(bytes);
}

const TOO_MUCH = 'files of more than 400 MiB are not simulated';

/** Files of zeros, to fill a disk with. */
export const fallocate = defineProgram({
  name: 'fallocate',
  summary: 'Make a file of a certain size',
  async run(process) {
    const [option = '', length = '', path = ''] = process.args;
    const bytes = bytesOf(length);
    if ((option !== '-l' && option !== '--length') || bytes === undefined || path === '') {
      process.stderr.write('fallocate: usage: fallocate -l LENGTH FILE\n');
      return 1;
    }
    try {
      const full = path.startsWith('/') ? path : `${process.cwd}/${path}`;
      const size = process.files.stat(full)?.size ?? 0;
      const text = zeros(Math.max(0, bytes - size));
      if (text === undefined) {
        process.stderr.write(`fallocate: ${TOO_MUCH}\n`);
        return 1;
      }
      // What is there stays; the file only grows.
      process.files.append(full, text);
      return 0;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      process.stderr.write(`fallocate: fallocate failed: ${errorText(error)}\n`);
      return 1;
    }
  },
});

/** Only what fills: its input is /dev/zero, whatever it is called. */
export const dd = defineProgram({
  name: 'dd',
  summary: 'Write a file of zeros: dd if=/dev/zero of=FILE bs=SIZE count=N',
  async run(process) {
    const strange = process.args.find((word) => !/^(if|of|bs|count)=/.test(word));
    const given = new Map(process.args.map((word) => [word.replace(/=.*/s, ''), word.replace(/^[^=]*=?/, '')]));
    const say = (text: string): number => {
      process.stderr.write(`dd: ${text}\n`);
      return 1;
    };
    const size = bytesOf(given.get('bs') ?? '512');
    const count = Number(given.get('count') ?? NaN);
    const path = given.get('of');
    const input = given.get('if') ?? '';
    if (strange !== undefined) return say(`${strange} is not simulated`);
    if (input !== '/dev/zero') return say(`failed to open '${input}': only /dev/zero can be read here`);
    if (path === undefined || size === undefined || !Number.isInteger(count)) return say('give it of=FILE, bs=SIZE and count=N');
    const text = zeros(size * count);
    if (text === undefined) return say(TOO_MUCH);
    try {
      process.files.write(path.startsWith('/') ? path : `${process.cwd}/${path}`, text);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const what = error.code === 'ENOSPC' ? 'error writing' : 'failed to open';
      return say(`${what} '${path}': ${errorText(error)}`);
    }
    process.stderr.write(`${count}+0 records in\n${count}+0 records out\n${size * count} bytes copied\n`);
    return 0;
  },
});
