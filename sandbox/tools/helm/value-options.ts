import type { Values } from '../../charts/go-map.ts';
import { mergeOptions } from '../../charts/value-options.ts';
import { HelmError } from './errors.ts';
import type { HelmRun } from './helm-run.ts';

/** The values that the command line gives. Throws ChartError and HelmError. */
export async function valuesOf(run: HelmRun): Promise<Values> {
  const { flags } = run;
  const files = flags.list('values');
  const stdin = files.some((path) => path.trim() === '-') ? await run.process.stdin.readAll() : '';
  return mergeOptions(
    {
      files,
      json: flags.list('set-json'),
      set: flags.list('set'),
      strings: flags.list('set-string'),
      fromFiles: flags.list('set-file'),
      literals: flags.list('set-literal'),
    },
    (path) => {
      if (path.trim() === '-') return stdin;
      if (/^https?:\/\//.test(path)) throw new HelmError(`failed to fetch ${path} : values files of other hosts are not fetched`);
      return run.readText(path);
    },
  );
}

/** `key=value` pairs of a flag such as `--labels`. Throws HelmError in pflag's words. */
export function pairsOf(run: HelmRun, name: string): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const pair of run.flags.list(name)) {
    const equals = pair.indexOf('=');
    if (equals < 0)
      throw new HelmError(
        `invalid argument ${JSON.stringify(pair)} for "-l, --${name}" flag: ${pair} must be formatted as key=value`,
      );
    pairs.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
  return pairs;
}
