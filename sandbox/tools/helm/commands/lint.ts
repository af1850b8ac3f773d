import { lintChart, type ChartFolder, type LintMessage } from '../../../charts/lint/index.ts';
import { loadChart } from '../../../charts/load-chart.ts';
import { copyValues } from '../../../charts/go-map.ts';
import { joinPath, baseName } from '../../../charts/path.ts';
import { textOfBytes } from '../../../charts/chart.ts';
import { archiveFiles, chartFolderFiles } from '../chart-source.ts';
import { defineHelmCommand } from '../define-command.ts';
import { HelmError, messageOf } from '../errors.ts';
import { bool, text, valueFlags } from '../flag-sets.ts';
import type { HelmRun } from '../helm-run.ts';
import { valuesOf } from '../value-options.ts';
import { kubeVersionOf } from './template.ts';

export const lint = defineHelmCommand({
  name: 'lint',
  usage: 'lint PATH',
  summary: 'examine a chart for possible issues',
  description: `Looks a chart over. [ERROR] is what keeps it from being installed, [WARNING] what goes against the conventions.`,
  flags: [
    text('kube-version', 'the version of Kubernetes to look at deprecations for'),
    bool('quiet', 'print only warnings and errors'),
    bool('skip-schema-validation', 'do not check values against their schema'),
    bool('strict', 'take warnings for errors'),
    bool('with-subcharts', 'look at the subcharts too'),
    ...valueFlags,
  ],
  arguments: { any: true },
  async run(run) {
    const { flags } = run;
    const kubeVersion = kubeVersionOf(run);
    const paths = run.args.length === 0 ? ['.'] : [...run.args];
    if (flags.bool('with-subcharts')) for (const path of paths.slice()) paths.push(...chartsBelow(run, joinPath(path, 'charts')));
    const values = await valuesOf(run);
    const strict = flags.bool('strict');
    const quiet = flags.bool('quiet');
    let failed = 0;
    let noticed = 0;
    let report = '';
    for (const path of paths) {
      let messages: LintMessage[] = [];
      let problem: string | undefined;
      try {
        messages = lintChart(folderAt(run, path), copyValues(values), {
          namespace: run.namespace,
          kubeVersion,
          skipSchema: flags.bool('skip-schema-validation'),
          now: run.now,
          warn: run.warn,
        });
      } catch (error) {
        problem = messageOf(error);
      }
      const errors = messages.filter(({ severity }) => severity === 'ERROR' || (strict && severity === 'WARNING'));
      const bad = problem !== undefined || errors.length > 0;
      const worth = bad || messages.some(({ severity }) => severity !== 'INFO');
      if (worth) noticed++;
      if (bad) failed++;
      if (quiet && !worth) continue;
      report += `==> Linting ${path}\n`;
      if (problem !== undefined) report += `Error ${problem}\n`;
      for (const message of messages)
        if (!quiet || message.severity !== 'INFO') report += `[${message.severity}] ${message.path}: ${message.text}\n`;
      report += '\n';
    }
    run.out(report);
    const summary = `${paths.length} chart(s) linted, ${failed} chart(s) failed`;
    if (failed > 0) throw new HelmError(summary);
    if (!quiet || noticed > 0) run.line(summary);
  },
});

/** Paths of the charts in a folder of subcharts, at any depth. */
function chartsBelow(run: HelmRun, folder: string): string[] {
  if (run.typeOf(folder) !== 'directory') return [];
  return run.process.files.list(run.absolute(folder)).flatMap((entry) => {
    const path = joinPath(folder, entry);
    if (run.typeOf(path) === 'directory') return chartsBelow(run, path);
    if (entry === 'Chart.yaml') return [folder];
    return /\.(tgz|tar\.gz)$/.test(entry) ? [path] : [];
  });
}

/** Throws HelmError when there is no chart. */
function folderAt(run: HelmRun, path: string): ChartFolder {
  if (/\.(tgz|tar\.gz)$/.test(path)) return packedFolder(run, path);
  const top = run.absolute(path);
  if (run.typeOf(`${top}/Chart.yaml`) === undefined) {
    const shown = joinPath(path, 'Chart.yaml');
    const why = run.typeOf(path) === 'file' ? 'not a directory' : 'no such file or directory';
    throw new HelmError(`unable to check Chart.yaml file in chart: stat ${shown}: ${why}`);
  }
  return {
    path: top,
    typeOf: (name) => run.typeOf(`${top}/${name}`),
    readText: (name) => run.readText(`${top}/${name}`),
    load: () => loadChart(chartFolderFiles(run, top), run.warn),
  };
}

function packedFolder(run: HelmRun, path: string): ChartFolder {
  if (run.typeOf(path) === undefined) throw new HelmError(`unable to open tarball: open ${path}: no such file or directory`);
  const files = archiveFiles(run, path);
  const found = (name: string) => files.find((file) => file.name === name);
  return {
    path: `/tmp/helm-lint/${baseName(path).replace(/\.(tgz|tar\.gz)$/, '')}`,
    typeOf: (name) =>
      found(name) !== undefined ? 'file' : files.some((file) => file.name.startsWith(`${name}/`)) ? 'directory' : undefined,
    readText: (name) => {
      const file = found(name);
      if (file === undefined) throw new HelmError(`open ${name}: no such file or directory`);
      return textOfBytes(file.data);
    },
    load: () => loadChart(files, run.warn),
  };
}
