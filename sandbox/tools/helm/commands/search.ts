import { RE2JS } from 're2js';
import type { IndexEntry } from '../../../charts/repository-index.ts';
import { compareVersions, parseConstraint, parseVersion } from '../../../charts/semver.ts';
import { defineHelmCommand } from '../define-command.ts';
import { HelmError, messageOf } from '../errors.ts';
import { bool, number, outputFlag, text } from '../flag-sets.ts';
import type { HelmRun } from '../helm-run.ts';
import { printAs } from '../output/encode.ts';
import { uiTable } from '../output/table.ts';
import { cachedIndex, readRepositories } from '../repositories/config.ts';

interface Found {
  readonly name: string;
  readonly score: number;
  readonly entry: IndexEntry;
}

/** Worse results are not shown. */
const MAX_SCORE = 25;

const repo = defineHelmCommand({
  name: 'repo',
  usage: 'repo [keyword]',
  summary: 'search repositories for a keyword in charts',
  description:
    'Looks through the indexes of the repositories that were added. Only stable versions are shown unless --devel is given.',
  flags: [
    bool('devel', 'also versions under development'),
    bool('fail-on-no-result', 'fail when nothing is found'),
    number('max-col-width', 'widest column of the table', 50),
    bool('regexp', 'the keyword is a regular expression', { shorthand: 'r' }),
    text('version', 'a condition on versions'),
    bool('versions', 'all versions and not only the newest', { shorthand: 'l' }),
    outputFlag,
  ],
  arguments: { any: true },
  run(run) {
    const { flags } = run;
    const keyword = run.args.join(' ');
    const results = chosen(run, keyword === '' ? offered(run) : matching(run, offered(run), keyword));
    if (results.length === 0) {
      if (flags.bool('fail-on-no-result')) throw new HelmError('no results found');
      if (flags.string('output') === 'table') {
        run.line('No results found');
        return Promise.resolve();
      }
    }
    const rows = results.map(({ name, entry: { metadata } }) => ({
      name,
      version: metadata.version,
      app_version: metadata.appVersion,
      description: metadata.description,
    }));
    const width = flags.int('max-col-width');
    printAs(run, {
      value: () => rows,
      table: () =>
        `${uiTable([['NAME', 'CHART VERSION', 'APP VERSION', 'DESCRIPTION'], ...rows.map((row) => Object.values(row))], width > 0 ? width : Infinity)}\n`,
    });
    return Promise.resolve();
  },
});

function offered(run: HelmRun): Found[] {
  const known = readRepositories(run) ?? [];
  if (known.length === 0) throw new HelmError('no repositories configured');
  return known.flatMap(({ name }) => {
    try {
      return [...cachedIndex(run, name).entries].flatMap(([chart, list]) =>
        list.map((entry) => ({ name: `${name}/${chart}`, score: 0, entry })),
      );
    } catch (error) {
      run.err(
        `WARNING: Repo ${JSON.stringify(name)} is corrupt or missing. Try 'helm repo update'.\nWARNING: ${messageOf(error)}\n`,
      );
      return [];
    }
  });
}

/** What is found early in a chart's name, then in its description, then in its keywords counts most. */
function matching(run: HelmRun, all: readonly Found[], keyword: string): Found[] {
  let find: (line: string) => number;
  if (run.flags.bool('regexp')) {
    let pattern: RE2JS;
    try {
      pattern = RE2JS.compile(keyword);
    } catch (error) {
      throw new HelmError(`error parsing regexp: ${messageOf(error).replace(/^error parsing regexp: /, '')}`);
    }
    find = (line) => {
      const matcher = pattern.matcher(line);
      return matcher.find() ? matcher.start() : -1;
    };
  } else find = (line) => line.toLowerCase().indexOf(keyword.toLowerCase());
  return all.flatMap((found) => {
    const { metadata } = found.entry;
    const line = [metadata.name, found.name, metadata.description, metadata.keywords.join(' ')].join('\v');
    const at = find(line);
    if (at < 0) return [];
    const score = line.slice(0, at).split('\v').length - 1;
    return score < MAX_SCORE ? [{ ...found, score }] : [];
  });
}

function chosen(run: HelmRun, results: readonly Found[]): Found[] {
  const { flags } = run;
  const wanted = flags.string('version') || (flags.bool('devel') ? '>0.0.0-0' : '>0.0.0');
  const constraint = parseConstraint(wanted);
  if (constraint === undefined) throw new HelmError(`an invalid version/constraint format: improper constraint: ${wanted}`);
  const sorted = results.toSorted((left, right) => {
    if (left.score !== right.score) return left.score - right.score;
    if (left.name !== right.name) return left.name < right.name ? -1 : 1;
    const [a, b] = [parseVersion(left.entry.metadata.version), parseVersion(right.entry.metadata.version)];
    return a === undefined || b === undefined ? 0 : compareVersions(b, a);
  });
  const seen = new Set<string>();
  return sorted.filter(({ name, entry }) => {
    if (!flags.bool('versions') && seen.has(name)) return false;
    const version = parseVersion(entry.metadata.version);
    if (version === undefined || !constraint.check(version)) return false;
    seen.add(name);
    return true;
  });
}

const hub = defineHelmCommand({
  name: 'hub',
  usage: 'hub [KEYWORD]',
  summary: 'search for charts in the Artifact Hub or your own hub instance',
  flags: [
    text('endpoint', 'address of the hub', { default: 'https://hub.helm.sh' }),
    bool('fail-on-no-result', 'fail when nothing is found'),
    bool('list-repo-url', 'print the addresses of the repositories'),
    number('max-col-width', 'widest column of the table', 50),
    outputFlag,
  ],
  arguments: { any: true },
  run(run) {
    // The sandbox has no way out, so this is what helm says without a network.
    throw new HelmError(`unable to perform search against ${JSON.stringify(run.flags.string('endpoint'))}`);
  },
});

export const search = defineHelmCommand({
  name: 'search',
  usage: 'search [keyword]',
  summary: 'search for a keyword in charts',
  description: 'Looks for charts: `search repo` in the repositories that were added, `search hub` in the Artifact Hub.',
  arguments: { any: true },
  subcommands: [hub, repo],
});
