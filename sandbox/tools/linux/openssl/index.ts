import { FileError } from '../../../host/file-system.ts';
import { defineProgram, type Program, type ProcessContext } from '../../../host/program.ts';
import { OpensslError } from './openssl-error.ts';
import { genrsa, req } from './req.ts';
import { sClient } from './s-client.ts';
import { verify, x509 } from './x509.ts';

/** A subcommand; throws `OpensslError` with the text for standard error. */
export type Subcommand = (process: ProcessContext, args: readonly string[]) => Promise<number> | number;

const commands: ReadonlyMap<string, Subcommand> = new Map<string, Subcommand>([
  ['req', req],
  ['genrsa', genrsa],
  ['x509', x509],
  ['verify', verify],
  ['s_client', sClient],
  ['version', ({ stdout }) => (stdout.write('OpenSSL 3.4.1 11 Feb 2025 (simulated certificates)\n'), 0)],
]);

/** openssl, as far as certificates of the sandbox go: they carry facts, not cryptography. */
export const openssl: Program = defineProgram({
  name: 'openssl',
  summary: 'Make and look at certificates',
  async run(process) {
    const [name = '', ...args] = process.args;
    const command = commands.get(name);
    if (command === undefined) {
      process.stderr.write(`Invalid command '${name}'; simulated are ${[...commands.keys()].join(', ')}.\n`);
      return 1;
    }
    try {
      return await command(process, args);
    } catch (error) {
      if (error instanceof FileError) {
        process.stderr.write(`Can't open "${error.path}", No such file or directory\n`);
        return 1;
      }
      if (!(error instanceof OpensslError)) throw error;
      process.stderr.write(`${error.message}\n`);
      return 1;
    }
  },
});
