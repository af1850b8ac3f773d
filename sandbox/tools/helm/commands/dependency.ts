import type { Chart } from '../../../charts/chart.ts';
import { extensionOf, joinPath } from '../../../charts/path.ts';
import type { Dependency } from '../../../charts/metadata.ts';
import { parseConstraint, parseVersion } from '../../../charts/semver.ts';
import { loadChartAt } from '../chart-source.ts';
import { defineHelmCommand, type HelmCommand } from '../define-command.ts';
import { HelmError } from '../errors.ts';
import { bool, chartPathFlags, number } from '../flag-sets.ts';
import type { HelmRun } from '../helm-run.ts';
import { uiTable } from '../output/table.ts';
import { buildDependencies, updateDependencies } from '../repositories/dependencies.ts';
import { refusedVerify } from '../repositories/locate.ts';

const pathOf = (run: HelmRun): string => joinPath(run.args[0] ?? '.');

const list = defineHelmCommand({
  name: 'list',
  aliases: ['ls'],
  usage: 'list CHART',
  summary: 'list the dependencies for the given chart',
  flags: [number('max-col-width', 'widest column of the table', 80)],
  arguments: { atMost: 1 },
  async run(run) {
    const path = pathOf(run);
    const chart = loadChartAt(run, path);
    const { dependencies } = chart.metadata;
    if (dependencies === undefined) {
      run.line(`WARNING: no dependencies at ${joinPath(path, 'charts')}`);
      return;
    }
    const known = dependencies.filter((dependency) => dependency !== undefined);
    const rows = known.map((dependency) => [
      dependency.name,
      dependency.version,
      dependency.repository,
      statusOf(run, path, dependency, chart),
    ]);
    const width = run.flags.int('max-col-width');
    run.line(uiTable([['NAME', 'VERSION', 'REPOSITORY', 'STATUS'], ...rows], width > 0 ? width : Infinity));
    run.line('');
    for (const text of strangers(run, path, known)) run.line(text);
    await Promise.resolve();
  },
});

/** What lies in charts/ and is not asked for. */
function strangers(run: HelmRun, path: string, known: readonly Dependency[]): string[] {
  const folder = joinPath(path, 'charts');
  if (run.typeOf(folder) !== 'directory') return [];
  return run.process.files.list(run.absolute(folder)).flatMap((entry) => {
    const file = joinPath(folder, entry);
    if (run.typeOf(file) !== 'directory' && extensionOf(entry) !== '.tgz') return [];
    let name: string;
    try {
      ({ name } = loadChartAt(run, file).metadata);
    } catch {
      return [`WARNING: ${JSON.stringify(file)} is not a chart.`];
    }
    return known.some((dependency) => dependency.name === name) ? [] : [`WARNING: ${JSON.stringify(file)} is not in Chart.yaml.`];
  });
}

function statusOf(run: HelmRun, path: string, dependency: Dependency, chart: Chart): string {
  const folder = joinPath(path, 'charts');
  const archives =
    run.typeOf(folder) === 'directory'
      ? run.process.files
          .list(run.absolute(folder))
          .filter((entry) => entry.startsWith(`${dependency.name}-`) && entry.endsWith('.tgz'))
      : [];
  const versioned = archives.filter((entry) => /^\d+\.\d+\.\d+/.test(entry.slice(dependency.name.length + 1, -'.tgz'.length)));
  if (archives.length > 1 && versioned.length > 1) return 'too many matches';
  const archive = archives.length > 1 ? versioned[0] : archives[0];
  if (archive !== undefined) {
    let metadata;
    try {
      ({ metadata } = loadChartAt(run, joinPath(folder, archive)));
    } catch {
      return 'corrupt';
    }
    return metadata.name === dependency.name ? versionStatus(dependency.version, metadata.version, 'ok') : 'misnamed';
  }
  const found = chart.dependencies.findLast(({ metadata }) => metadata.name === dependency.name);
  return found === undefined ? 'missing' : versionStatus(dependency.version, found.metadata.version, 'unpacked');
}

function versionStatus(wanted: string, found: string, good: string): string {
  if (wanted === found) return good;
  const constraint = parseConstraint(wanted);
  const version = parseVersion(found);
  if (constraint === undefined || version === undefined) return 'invalid version';
  return constraint.check(version) ? good : 'wrong version';
}

function fetching(
  name: 'update' | 'build',
  summary: string,
  aliases: readonly string[],
  action: typeof updateDependencies,
): HelmCommand {
  return defineHelmCommand({
    name,
    aliases,
    usage: `${name} CHART`,
    summary,
    flags: [
      bool('skip-refresh', 'do not fetch the indexes of the repositories first'),
      ...chartPathFlags.filter(({ name: flag }) => flag !== 'repo' && flag !== 'version' && flag !== 'pass-credentials'),
    ],
    arguments: { atMost: 1 },
    async run(run) {
      if (run.flags.bool('verify')) throw new HelmError(refusedVerify);
      await action(run, pathOf(run), { skipRefresh: run.flags.bool('skip-refresh') });
    },
  });
}

export const dependency = defineHelmCommand({
  name: 'dependency',
  aliases: ['dep', 'dependencies'],
  usage: 'dependency update|build|list',
  summary: "manage a chart's dependencies",
  description: 'Fetches the charts that Chart.yaml names under `dependencies` into charts/, and tells which are there.',
  arguments: { exactly: 0 },
  subcommands: [
    list,
    fetching('update', 'update charts/ based on the contents of Chart.yaml', ['up'], updateDependencies),
    fetching('build', 'rebuild the charts/ directory based on the Chart.lock file', [], buildDependencies),
  ],
});
