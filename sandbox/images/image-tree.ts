import { createFileTree, mergeTrees, type DirectoryNode } from '../host/file-tree.ts';
import type { ProgramTable } from '../host/machine-types.ts';
import type { Image } from './define-image.ts';

/** Folders that every image has. */
const folders = ['/dev/', '/etc/', '/home/', '/proc/', '/root/', '/run/', '/sys/', '/tmp/', '/usr/', '/var/log/'];

const accounts = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n';

/** The files of an image. It never changes, so all containers of an image can share one tree. */
export function imageTree(image: Image, programs: ProgramTable): DirectoryNode {
  const [base, own] = imageLayers(image, programs);
  return own === undefined ? base : mergeTrees(base, own);
}

/** The same in layers, the lowest first: the system with its programs, and what the image adds to it. */
export function imageLayers(image: Image, programs: ProgramTable): readonly [DirectoryNode, DirectoryNode?] {
  const own = new Set((image.programs ?? []).map((program) => program.name));
  const binaries = programs.names.map((name) => (own.has(name) ? ownPath(image, name) : `/bin/${name}`));
  const files: { [path: string]: string } = {};
  for (const folder of folders) files[folder] = '';
  for (const path of binaries) files[path] = '';
  if (image.workingDirectory !== undefined) files[`${image.workingDirectory}/`] = '';
  if (image.shell) Object.assign(files, { '/etc/passwd': accounts, '/etc/group': 'root:x:0:\n' });
  const base = createFileTree(files, { executable: binaries });
  return image.files === undefined ? [base] : [base, createFileTree(image.files)];
}

/** Where a program of the image's own is: at the path its command names, else beside other programs. */
function ownPath(image: Image, name: string): string {
  const named = [image.entrypoint?.[0], image.command?.[0]].find((path) => path?.endsWith(`/${name}`));
  return named ?? `/usr/bin/${name}`;
}
