import { unifiedDiff as lineDiff } from '../../../core/unified-diff.ts';
import { StructReader } from '../../../charts/go-decode.ts';
import { decodeYaml } from '../../../charts/yaml-text.ts';

interface DiffOptions {
  readonly namespace: string;
  /** Lines around a change; all when negative. */
  readonly context: number;
  readonly showSecrets: boolean;
}

/** What differs between the documents of two manifests, object by object. Models the plug-in helm-diff. */
export function unifiedDiff(before: readonly string[], after: readonly string[], options: DiffOptions): string {
  const old = keyed(before, options.namespace);
  const now = keyed(after, options.namespace);
  const keys = [...new Set([...old.keys(), ...now.keys()])].sort();
  return keys
    .map((key) => {
      const [from, to] = [old.get(key), now.get(key)];
      if (from === to) return '';
      const what = from === undefined ? 'has been added' : to === undefined ? 'has been removed' : 'has changed';
      const secret = key.endsWith(' Secret (v1)') && !options.showSecrets;
      const hide = (text: string): string => (secret ? hidden(text) : text);
      return `${key} ${what}:\n${linesOf(hide(from ?? ''), hide(to ?? ''), options.context)}`;
    })
    .join('');
}

/** Documents by the words that name their objects: `default, web, Deployment (apps)`. */
function keyed(documents: readonly string[], namespace: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const document of documents) {
    const reader = new StructReader(decodeYaml(document), 'Manifest');
    const metadata = reader.struct_('metadata', 'Metadata');
    const [group = '', version] = reader.text('apiVersion').split('/');
    const kind = `${reader.text('kind')} (${version === undefined ? group : group})`;
    const name = metadata?.text('name') ?? '';
    if (kind === ' ()') continue;
    found.set(`${metadata?.text('namespace') || namespace}, ${name}, ${kind}`, document);
  }
  return found;
}

function linesOf(before: string, after: string, context: number): string {
  const around = context < 0 ? Number.MAX_SAFE_INTEGER : context;
  return lineDiff(before, after, around)
    .split('\n')
    .filter((line) => line !== '' && (context >= 0 || !line.startsWith('@@')))
    .map((line) => (line.startsWith('@@') ? '...' : `${line.charAt(0)} ${line.slice(1)}`))
    .map((line) => `${line}\n`)
    .join('');
}

/** What a Secret holds, by its length only. */
function hidden(text: string): string {
  return text.replace(/^( {2}[\w.-]+): (.+)$/gm, (_, key: string, value: string) =>
    /^ {2}(name|namespace|labels|annotations)$/.test(key) ? `${key}: ${value}` : `${key}: 'REDACTED # (${value.length} bytes)'`,
  );
}
