import { isMap, isScalar, isSeq, parseDocument, type Node } from 'yaml';
import type { Problem } from './problems.ts';
import { limits } from '../pack-limits.ts';
import { readYaml, SourceText } from './read-yaml.ts';
import { Reading, type Shape } from './shape.ts';

/** The files of a pack, wherever they are. Paths are relative, with forward slashes, and never lead out of the pack. */
export interface PackFiles {
  /** Paths of all plain files below the folder, sorted; symbolic links are left out. The pack's own folder is `.`. */
  list(folder: string): readonly string[];
  /** Undefined when there is no such file. */
  read(path: string): string | undefined;
}

/** Reads the files of a pack, reports what is wrong with them, and remembers which were used. */
export class PackReader {
  readonly used = new Set<string>();
  private bytes = 0;

  constructor(
    readonly files: PackFiles,
    readonly report: (problem: Problem) => void,
  ) {}

  /** A file that may be there. */
  optional(path: string): SourceText | undefined {
    this.used.add(path);
    const content = this.files.read(path);
    if (content === undefined) return undefined;
    const before = this.bytes;
    this.bytes += content.length;
    const source = new SourceText(path, this.bytes > limits.packBytes ? '' : content);
    if (before <= limits.packBytes && this.bytes > limits.packBytes)
      this.report(
        source.problemAt(1, 1, `expected a pack of at most ${limits.packBytes / 1024 / 1024} MiB; this file is beyond`),
      );
    return source;
  }

  /** A file that must be there. */
  source(path: string): SourceText | undefined {
    const source = this.optional(path);
    if (source === undefined)
      this.report(new SourceText(path, '').problemAt(1, 1, `expected the file ${path}, which is not there`));
    return source;
  }

  /** The one document of a YAML file. */
  one<T>(source: SourceText, shape: Shape<T>): T | undefined {
    const yaml = readYaml(source, this.report);
    if (yaml === undefined) return undefined;
    const [document, second] = yaml.documents;
    if (document === undefined || second !== undefined) {
      const found = document === undefined ? 'an empty file' : yaml.documents.length;
      this.report(source.problemAt(1, 1, `expected one YAML document, found ${found}`));
      return undefined;
    }
    return shape.read(document.contents, new Reading(source, document, this.report));
  }
}

/** A problem at the first place where a word stands in a file. */
export function place(files: PackFiles, path: string, word: string, message: string, suggestion?: string): Problem {
  const source = new SourceText(path, files.read(path) ?? '');
  return source.problem(Math.max(0, source.text.indexOf(word)), message, suggestion);
}

/** A problem at a place inside a YAML file: keys, and numbers in lists. What is not there is shown by what is around it. */
export function placeInside(
  source: SourceText,
  path: readonly (string | number)[],
  message: string,
  suggestion?: string,
): Problem {
  let node: Node | null = parseDocument(source.text, { logLevel: 'silent' }).contents;
  let offset = node?.range?.[0] ?? 0;
  for (const step of path) {
    const next: unknown = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))?.value
      : isSeq(node)
        ? node.items[Number(step)]
        : undefined;
    if (next === undefined || next === null) break;
    node = next as Node;
    offset = node.range?.[0] ?? offset;
  }
  return source.problem(offset, message, suggestion);
}
