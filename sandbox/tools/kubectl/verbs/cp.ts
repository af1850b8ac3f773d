import { readTar, writeTar, type TarEntry } from '../../../core/tar-archive.ts';
import { textOfUtf8, utf8OfText } from '../../../core/utf8.ts';
import { pods } from '../../../schema/resources.ts';
import type { Pod } from '../../../schema/types/core-v1.ts';
import { mappingOf } from '../build/mapping.ts';
import { defineVerb } from '../define-verb.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { chosenContainer } from '../pods/find-pods.ts';
import { checkReachable, connectPod, received } from '../pods/streams.ts';
import { containerFlag } from '../shared-flags.ts';

export const cp = defineVerb({
  name: 'cp',
  usage: 'cp <file-spec-src> <file-spec-dest>',
  summary: 'Copy files and folders to and from containers',
  description: 'One side is a local path, the other [NAMESPACE/]POD:PATH. The container has to have the program tar.',
  arguments: 'files',
  attempts: 0,
  flags: [
    containerFlag,
    { name: 'no-preserve', type: 'bool', help: 'Let tar give the copies the modes and the owner that new files have' },
    {
      name: 'retries',
      type: 'int',
      default: '0',
      help: 'How often to begin again when a copy from a container is cut off',
      notSimulated: 'connections to containers are not cut off',
    },
  ],
  examples: [
    { comment: 'A file into a Pod', command: 'kubectl cp page.html web:/usr/share/nginx/html/index.html' },
    { comment: 'A folder out of a container of a Pod', command: 'kubectl cp web:/etc/nginx nginx-files -c web' },
  ],
  async run(invocation) {
    const [from, to, ...more] = invocation.args;
    if (from === undefined || to === undefined || more.length > 0) throw new CommandError('source and destination are required');
    const [source, destination] = [parsePlace(from), parsePlace(to)];
    if (isRemote(source) && isRemote(destination))
      throw new CommandError('one of src or dest must be a local file specification');
    if (source.path === '' || destination.path === '') throw new CommandError('filepath can not be empty');
    if (isRemote(source)) return copyFrom(invocation, source, destination.path);
    if (isRemote(destination)) return copyTo(invocation, source.path, destination);
    throw new CommandError('one of src or dest must be a remote file specification');
  },
});

interface Place {
  readonly namespace?: string;
  readonly pod?: string;
  readonly path: string;
}

type RemotePlace = Place & { readonly pod: string };

const isRemote = (place: Place): place is RemotePlace => place.pod !== undefined && place.pod !== '';

/** Throws CommandError for what is no `[[NAMESPACE/]POD:]PATH`. */
function parsePlace(word: string): Place {
  const colon = word.indexOf(':');
  if (colon < 0) return { path: withoutLastSlash(word) };
  const names = word.slice(0, colon).split('/');
  if (colon === 0 || names.length > 2) {
    throw new CommandError('filespec must match the canonical format: [[namespace/]pod:]file/path');
  }
  const path = withoutLastSlash(word.slice(colon + 1));
  const [first = '', second] = names;
  return second === undefined ? { pod: first, path } : { namespace: first, pod: second, path };
}

const withoutLastSlash = (path: string): string => (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path);

const folderOf = (path: string): string => {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : slash === 0 ? '/' : path.slice(0, slash);
};

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Without `.` and `..`, as Go's path.Clean has it. */
function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part === '..' && path.startsWith('/')) continue;
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}` || '.';
}

async function copyTo(invocation: Invocation, source: string, destination: RemotePlace): Promise<void> {
  const local = invocation.absolute(source);
  if (invocation.process.files.stat(local) === undefined) throw new CommandError(`${source} doesn't exist in local filesystem`);
  let target = destination.path;
  if (await isFolder(invocation, destination)) target = `${target}/${lastPart(clean(local))}`;
  target = clean(target);
  const archive = writeTar(localEntries(invocation, clean(local), lastPart(target)));
  const modes = invocation.flags.bool('no-preserve') ? ['--no-same-permissions', '--no-same-owner'] : [];
  await execute(invocation, destination, ['tar', ...modes, '-xmf', '-', '-C', folderOf(target)], {
    input: textOfUtf8(archive),
    onText: (channel, text) => (channel === 'stdout' ? invocation.out(text) : invocation.err(text)),
  });
}

/** Whether the place is a folder already; whatever else comes up will come up again. */
async function isFolder(invocation: Invocation, place: RemotePlace): Promise<boolean> {
  try {
    await execute(invocation, place, ['test', '-d', place.path], { onText: () => undefined, quiet: true });
    return true;
  } catch {
    return false;
  }
}

/** A file, or what is in a folder: folders come along with their files, empty ones on their own. */
function localEntries(invocation: Invocation, path: string, name: string): readonly TarEntry[] {
  const { files } = invocation.process;
  const stat = files.stat(path, { followLinks: false });
  if (stat === undefined) return [];
  const entry = (content: Uint8Array, target = ''): TarEntry => ({
    name,
    type: stat.type,
    mode: stat.mode,
    modified: stat.modified,
    content,
    target,
  });
  if (stat.type === 'symlink') return [entry(new Uint8Array(), files.readLink(path))];
  if (stat.type === 'file') return [entry(files.readBytes(path))];
  const children = files.list(path);
  if (children.length === 0) return [entry(new Uint8Array())];
  return children.flatMap((child) => localEntries(invocation, `${path}/${child}`, `${name}/${child}`));
}

async function copyFrom(invocation: Invocation, source: RemotePlace, destination: string): Promise<void> {
  let archive = '';
  // What tar says stands on standard output, as the real kubectl has it.
  await execute(invocation, source, ['tar', 'cf', '-', source.path], {
    onText: (channel, text) => {
      if (channel === 'stdout') archive += text;
      else invocation.out(text);
    },
  });
  const prefix = clean(source.path.replace(/^\/+/, '')).replace(/^(\.\.\/)+|^\.\.?$/, '');
  const { files } = invocation.process;
  const target = clean(invocation.absolute(destination));
  let warned = false;
  for (const entry of readTar(utf8OfText(archive))) {
    if (!entry.name.startsWith(prefix)) throw new CommandError('tar contents corrupted');
    const rest = entry.name.slice(prefix.length);
    const path = clean(`${target}/${rest}`);
    const shown = clean(`${destination}/${rest}`);
    if (path !== target && !path.startsWith(target === '/' ? '/' : `${target}/`)) {
      invocation.err(`warning: file ${JSON.stringify(shown)} is outside target destination, skipping\n`);
      continue;
    }
    files.makeDirectory(folderOf(path), { recursive: true });
    if (entry.type === 'directory') files.makeDirectory(path, { recursive: true });
    else if (entry.type === 'symlink') {
      const way = `consider using "kubectl exec -n ${JSON.stringify(source.namespace ?? '')} ${JSON.stringify(source.pod)} -- tar cf - ${JSON.stringify(source.path)} | tar xf -"`;
      invocation.err(
        `warning: skipping symlink: ${JSON.stringify(shown)} -> ${JSON.stringify(entry.target)}${warned ? '' : ` (${way})`}\n`,
      );
      warned = true;
    } else if (files.stat(path)?.type === 'directory') throw new CommandError(`open ${shown}: is a directory`);
    else files.write(path, entry.content);
  }
}

interface Streams {
  readonly input?: string;
  readonly quiet?: boolean;
  onText(channel: 'stdout' | 'stderr', text: string): void;
}

/** Runs a command in the container. Throws CommandError when it ends with another code than 0, StatusError when it cannot be run. */
async function execute(invocation: Invocation, place: RemotePlace, command: readonly string[], streams: Streams): Promise<void> {
  const namespace = place.namespace ?? invocation.namespace;
  const pod = (await invocation.cluster.get(mappingOf(pods), namespace, place.pod)) as unknown as Pod;
  checkReachable(pod);
  const container = chosenContainer(invocation, pod, { quiet: streams.quiet ?? false });
  const connection = await connectPod(invocation, pod, 'exec', {
    container: [container],
    command,
    stdout: ['true'],
    stderr: ['true'],
    ...(streams.input === undefined ? {} : { stdin: ['true'] }),
  });
  if (streams.input !== undefined) connection.send(streams.input);
  connection.closeInput();
  for await (const { channel, text } of received(invocation, connection)) streams.onText(channel, text);
  const code = await invocation.process.clock.join(connection.exit);
  if (code !== 0) throw new CommandError(`command terminated with exit code ${code}`, { prefix: '', exitCode: code });
}
