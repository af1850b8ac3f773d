import { parseAllDocuments, stringify } from 'yaml';
import { isObject, LAST_APPLIED, unifiedDiff, type Cluster, type JsonObject } from '../../../sandbox/index.ts';
import { dryRun } from './dry-run.ts';

/** A row of what would change: as it is in the cluster, as it would be, or the same. */
export interface DifferenceRow {
  readonly kind: 'head' | 'place' | 'same' | 'gone' | 'new' | 'note';
  readonly text: string;
}

/** No manifest of a lesson holds more. */
const MOST_DOCUMENTS = 50;

/** What applying a manifest would change in the cluster, object by object, found by a dry run. Changes nothing. */
export async function manifestDifference(
  cluster: Pick<Cluster, 'client' | 'kinds'>,
  text: string,
): Promise<readonly DifferenceRow[]> {
  const documents = parseAllDocuments(text, { prettyErrors: false });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0))
    return [{ kind: 'note', text: 'This is not YAML yet; the editor says where.' }];
  const rows: DifferenceRow[] = [];
  for (const document of documents.slice(0, MOST_DOCUMENTS)) {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (!isObject(value)) continue;
    const tried = await dryRun(cluster, value);
    if (tried === undefined || tried.answer.code >= 400) {
      rows.push({ kind: 'note', text: 'The cluster would refuse this; the editor says why.' });
      continue;
    }
    const { live, answer } = tried;
    const name = `${String(value['kind'])} ${String(isObject(value['metadata']) ? value['metadata']['name'] : '')}`;
    const before = live === undefined ? '' : shown(live);
    const after = shown(answer.body);
    const difference = unifiedDiff(before, after, 2).split('\n');
    const head = live === undefined ? 'would be new' : before === after ? 'would stay as it is' : 'would change';
    rows.push({ kind: 'head', text: `${name} ${head}` });
    if (before !== after) rows.push(...difference.filter((line) => line !== '').map(rowOf));
  }
  return rows;
}

function rowOf(line: string): DifferenceRow {
  const kinds = { '-': 'gone', '+': 'new', '@': 'place', ' ': 'same' } as const;
  const sign = line.charAt(0);
  const kind = sign === '-' || sign === '+' || sign === '@' ? kinds[sign] : kinds[' '];
  return { kind, text: kind === 'place' ? line : line.slice(1) };
}

/** What the server keeps beside what people write would only be noise. */
function shown(object: JsonObject): string {
  const metadata = isObject(object['metadata']) ? { ...object['metadata'] } : {};
  if (isObject(metadata['annotations'])) {
    const { [LAST_APPLIED]: _applied, ...annotations } = metadata['annotations'];
    if (Object.keys(annotations).length > 0) metadata['annotations'] = annotations;
    else delete metadata['annotations'];
  }
  for (const field of ['managedFields', 'resourceVersion', 'uid', 'creationTimestamp', 'generation']) delete metadata[field];
  const { status: _status, ...rest } = object;
  return stringify({ ...rest, metadata }, { lineWidth: 0 });
}
