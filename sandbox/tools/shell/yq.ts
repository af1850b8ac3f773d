import { parseAllDocuments, stringify } from 'yaml';
import { FileError } from '../../host/file-system.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { collector, inputFrom } from '../../host/streams.ts';

/** How many aliases a document may have: they are copied out. */
const MAX_ALIASES = 100;

interface Asked {
  readonly expression: string;
  readonly paths: readonly string[];
  readonly inPlace: boolean;
  readonly output: 'yaml' | 'json';
  /** Text comes without its quotes. */
  readonly raw: boolean;
}

/**
 * yq in the manner of version 4 of Mike Farah's, as far as its expressions are those of jq: documents are turned into JSON, asked by
 * jq, and what comes out is written as YAML. Comments are lost.
 */
export const yq = defineProgram({
  name: 'yq',
  summary: 'Ask and change YAML',
  async run(process) {
    const asked = readArguments(process.args);
    if (typeof asked === 'string') {
      process.stderr.write(`Error: ${asked}\n`);
      return 1;
    }
    try {
      if (asked.paths.length === 0) {
        const text = await ask(process, asked, await process.stdin.readAll());
        process.stdout.write(text);
        return 0;
      }
      for (const path of asked.paths) {
        const full = path.startsWith('/') ? path : `${process.cwd}/${path}`;
        const text = await ask(process, asked, path === '-' ? await process.stdin.readAll() : process.files.readText(full));
        if (asked.inPlace) process.files.write(full, text);
        else process.stdout.write(text);
      }
      return 0;
    } catch (error) {
      if (error instanceof FileError)
        process.stderr.write(`Error: open ${error.path.replace(`${process.cwd}/`, '')}: no such file or directory\n`);
      else if (error instanceof YqError) process.stderr.write(`Error: ${error.message}\n`);
      else throw error;
      return 1;
    }
  },
});

class YqError extends Error {}

function readArguments(args: readonly string[]): Asked | string {
  const words: string[] = [];
  let [inPlace, raw]: [boolean, boolean] = [false, true];
  let output: Asked['output'] = 'yaml';
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    const value = /^(?:-o|--output-format)(?:=|$)?(.*)$/.exec(arg)?.[1];
    if (value !== undefined) {
      const format = value === '' ? (args[++at] ?? '') : value;
      if (!['yaml', 'y', 'json', 'j'].includes(format)) return `unknown format '${format}' please use [yaml|json]`;
      output = format.startsWith('j') ? 'json' : 'yaml';
    } else if (arg === '-i' || arg === '--inplace') inPlace = true;
    else if (arg === '-r' || arg === '--unwrapScalar' || arg === '--unwrapScalar=true') raw = true;
    else if (arg === '--unwrapScalar=false' || arg === '-r=false') raw = false;
    else if (arg === '-P' || arg === '--prettyPrint' || arg === '-M' || arg === '--no-colors') continue;
    else if (/^-./.test(arg)) return `unknown flag: ${arg}`;
    else words.push(arg);
  }
  const rest = words[0] === 'eval' || words[0] === 'e' ? words.slice(1) : words;
  const [expression = '.', ...paths] = rest;
  // A file alone is shown whole.
  return /\.(ya?ml|json)$/.test(expression) && paths.length === 0
    ? { expression: '.', paths: [expression], inPlace, output, raw }
    : { expression, paths, inPlace, output, raw };
}

async function ask(process: ProcessContext, { expression, output, raw }: Asked, text: string): Promise<string> {
  const results: string[] = [];
  for (const document of parseAllDocuments(text)) {
    const [problem] = document.errors;
    if (problem !== undefined) throw new YqError(`bad file: yaml: ${problem.message.split('\n')[0] ?? ''}`);
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    results.push((await jq(process, expression, value)).map((found) => written(found, output, raw)).join(''));
  }
  return results.join(output === 'yaml' ? '---\n' : '');
}

function written(value: unknown, output: Asked['output'], raw: boolean): string {
  if (output === 'json') return `${JSON.stringify(value, null, 2)}\n`;
  if (typeof value === 'string' && raw) return `${value}\n`;
  return stringify(value, { lineWidth: 0, indentSeq: true });
}

async function jq(process: ProcessContext, expression: string, value: unknown): Promise<readonly unknown[]> {
  const [stdout, stderr] = [collector(), collector()];
  const stdin = inputFrom(JSON.stringify(value ?? null));
  const code = await process.run(['jq', '-c', expression], { stdin, stdout, stderr });
  if (code !== 0) throw new YqError(stderr.text.trim().replace(/^jq: (error: )?/, '') || `bad expression ${expression}`);
  return stdout.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}
