import { clientCompletions, completeKubectl, FILES, type Cluster } from '../../sandbox/index.ts';
import { fieldPaths } from './field-paths.ts';
import { cutLine } from './words.ts';

export interface Candidate {
  readonly text: string;
  readonly description?: string;
}

export interface LineCompletion {
  /** Where the completed word begins in the text. */
  readonly from: number;
  readonly candidates: readonly Candidate[];
}

/** What completion looks at. */
export interface CompletionWorld {
  readonly cluster: Cluster | undefined;
  /** The shell's folder, absolute. */
  readonly cwd: string;
}

/** Programs that are proposed where nothing is typed yet; a letter brings all that there are. */
const programs =
  'kubectl cat cd clear cp curl echo edit grep head jq ls mkdir mv nano nslookup rm sed sleep sort tail vi watch wc'.split(' ');

/** What the shell does itself. */
const builtins = 'alias cd exit export history set source type unalias unset why'.split(' ');

/** Candidates for the word before the cursor. Asks the cluster, and changes nothing in it. */
export async function completeLine(world: CompletionWorld, text: string, cursor: number): Promise<LineCompletion> {
  const { cluster, cwd } = world;
  const { words, partial, from } = cutLine(text, cursor);
  if (cluster === undefined) return { from, candidates: [] };
  const [program] = words;
  if (program === undefined) {
    const all = [...new Set([...builtins, ...cluster.workstation.files.list('/bin')])].sort();
    const names = partial === '' ? programs : all.filter((name) => name.startsWith(partial));
    return { from, candidates: names.map((name) => ({ text: name })) };
  }
  if (program === 'kubectl' || program === 'k') {
    const paths = words[1] === 'explain' && partial.includes('.') ? fieldPaths(cluster.kinds, partial) : [];
    if (paths.length > 0) return { from, candidates: paths.map((path) => ({ text: path })) };
    const source = clientCompletions(cluster.client(), cluster.kinds, {
      currentContext: '',
      contexts: [],
      clusters: [],
      users: [],
    });
    const found = await completeKubectl(['kubectl', ...words.slice(1), partial], words.length, source);
    if (found !== FILES)
      return {
        from,
        candidates: found.map(({ text: word, description }) => ({
          text: word,
          ...(description === undefined ? {} : { description }),
        })),
      };
  }
  return { from, candidates: fileCandidates(cluster, cwd, partial) };
}

/** Files and folders whose path begins so; the path is relative to the shell's folder, or absolute. */
function fileCandidates(cluster: Cluster, cwd: string, partial: string): readonly Candidate[] {
  const { files } = cluster.workstation;
  const folder = partial.slice(0, partial.lastIndexOf('/') + 1);
  const full = folder.startsWith('/') ? folder : `${cwd}/${folder}`;
  const place = full.replace(/\/+$/, '') || '/';
  if (files.stat(place)?.type !== 'directory') return [];
  return files
    .list(place)
    .map((name) => `${folder}${name}${files.stat(`${place}/${name}`)?.type === 'directory' ? '/' : ''}`)
    .filter((path) => path.startsWith(partial) && (partial !== folder || !path.slice(folder.length).startsWith('.')))
    .map((path) => ({ text: path }));
}
