import type { Program } from '../../host/program.ts';

/** The tools for text and files that come with just-bash: in a shell they are commands, and they are programs of their own too. */
export const textToolNames: readonly string[] = (
  'echo cat printf mkdir rmdir touch rm cp mv ln chmod pwd readlink head tail wc stat grep fgrep egrep rg sed awk sort uniq ' +
  'comm cut paste tr rev nl fold expand unexpand strings split column join tee find basename dirname tree du xargs true false ' +
  'jq base64 seq expr md5sum sha1sum sha256sum file tac od gzip gunzip zcat clear which'
).split(' ');

const SUMMARY = 'Tool for text and files';

export function textProgram(name: string, run: Program['run']): Program {
  return { name, summary: SUMMARY, run };
}

/** Whether a shell should run its own tool of that name rather than start this program. */
export function isTextProgram(program: Program | undefined): boolean {
  return program !== undefined && program.summary === SUMMARY && textToolNames.includes(program.name);
}
