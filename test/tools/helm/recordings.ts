import { readFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Text, or the bytes of a file that is none. */
export type Workspace = { readonly [path: string]: string | { readonly base64: string } };

export interface Expected {
  readonly stdout: string;
  /** Absent: not compared. */
  readonly stderr?: string;
  readonly code: number;
}

export interface ChartRecording {
  readonly id: string;
  readonly workspace: Workspace;
  readonly cases: readonly { readonly args: readonly string[]; readonly expect: Expected }[];
}

export interface ReleaseRecording {
  readonly id: string;
  readonly workspace?: Workspace;
  readonly steps: readonly {
    readonly cmd?: string;
    readonly write?: Workspace;
    readonly remove?: readonly string[];
    readonly files?: string;
    readonly expect?: Expected;
  }[];
}

/** What the real helm answered. */
export function readRecordings<T>(name: 'charts' | 'releases'): readonly T[] {
  const compressed = readFileSync(new URL(`../../goldens/helm/${name}.json.gz`, import.meta.url));
  return JSON.parse(gunzipSync(compressed).toString()) as readonly T[];
}

export function write(folder: string, files: Workspace): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : Buffer.from(content.base64, 'base64'));
  }
}

/** Runs work in a folder that is gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kubetutor-chart-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Words as sh takes them, without expansion. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/g)) {
    words.push(
      word.replace(
        /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/g,
        (_, single?: string, double?: string, escaped?: string) =>
          single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? '',
      ),
    );
  }
  return words;
}

const sortedLines = (run: string): string => `${run.trimEnd().split('\n').sort().join('\n')}\n`;

/** Without times, and with the lines sorted that helm prints in the order of a map. */
export function normalised(text: string, folder: string, home: string): string {
  return text
    .replaceAll(folder, '<CWD>')
    .replaceAll(home, '<HOME>')
    .replace(/(error calling include: template: [^\n]{1,300}?>: )\1{9,}/g, '$1<REPEATED> ')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [+-]\d{4} [A-Z][A-Za-z0-9+-]* */g, '<TIME> ')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, '<TIME>')
    .replace(/(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}/g, '<TIME>')
    .replace(/\b20\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d\b/g, '<TIME>')
    .replace(/^(.*\bUPDATED) +/gm, '$1 ')
    .replace(/ m=\+\d+\.\d+/g, '')
    .replace(/^[IWE]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, '<KLOG> ')
    .replace(/^- at '.*\n(?:- at '.*\n)+/gm, sortedLines)
    .replace(/^coalesce\.go:\d+: warning: .*\n(?:coalesce\.go:\d+: warning: .*\n)+/gm, sortedLines);
}
