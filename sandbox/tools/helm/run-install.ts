import type { Chart } from '../../charts/chart.ts';
import { dryRunOf, applyOptions, checkDependencies } from './actions/options.ts';
import { install, type InstallOptions } from './actions/install.ts';
import { loadChartAt } from './chart-source.ts';
import { HelmError, withWords } from './errors.ts';
import type { HelmRun } from './helm-run.ts';
import { locateChart } from './repositories/locate.ts';
import { updateDependencies } from './repositories/dependencies.ts';
import { nameFromTemplate } from './name-template.ts';
import { valuesOf } from './value-options.ts';
import type { Release } from '../../charts/release.ts';

/** What `helm install`, `helm upgrade --install` and `helm template` do until the release is made. Throws HelmError and ChartError. */
export async function runInstall(
  run: HelmRun,
  args: readonly string[],
  more: Partial<InstallOptions> & { readonly defaultName?: string },
): Promise<Release> {
  const { flags } = run;
  run.debug('install.go:225', `Original chart version: ${JSON.stringify(flags.string('version'))}`);
  const { name, reference } = await nameAndChart(run, args, more.defaultName);
  const path = await locateChart(run, reference);
  run.debug('install.go:242', `CHART PATH: ${path}\n`);
  const values = await valuesOf(run);
  const chart = await loadWithDependencies(run, path, (loaded) => {
    const { type, deprecated } = loaded.metadata;
    if (type !== '' && type !== 'application') throw new HelmError(`${type} charts are not installable`);
    if (deprecated) run.err('WARNING: This chart is deprecated\n');
  });
  if (more.dryRun === undefined) dryRunOf(run);
  if (more.clientOnly === undefined) run.waiting.listen(() => run.line(`Release ${args[0] ?? ''} has been cancelled.`));
  return install(run, chart, values, {
    ...applyOptions(run),
    name,
    namespace: run.namespace,
    createNamespace: flags.bool('create-namespace'),
    replace: flags.defines('replace') && flags.bool('replace'),
    ...more,
  });
}

/** Loads a chart; dependencies that are missing are fetched when that was asked for. */
export async function loadWithDependencies(run: HelmRun, path: string, onLoaded: (chart: Chart) => void): Promise<Chart> {
  const chart = loadChartAt(run, path);
  onLoaded(chart);
  if (chart.metadata.dependencies === undefined) return chart;
  try {
    checkDependencies(chart);
    return chart;
  } catch (error) {
    if (!run.flags.bool('dependency-update'))
      throw withWords(
        error,
        'An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies',
      );
    await updateDependencies(run, path, { skipRefresh: false });
    return loadChartAt(run, path);
  }
}

async function nameAndChart(
  run: HelmRun,
  args: readonly string[],
  defaultName: string | undefined,
): Promise<{ readonly name: string; readonly reference: string }> {
  const { flags } = run;
  const [first = '', second = '', ...rest] = args;
  const generate = flags.defines('generate-name') && flags.bool('generate-name');
  const template = flags.defines('name-template') ? flags.string('name-template') : '';
  if (rest.length > 0) throw new HelmError(`expected at most two arguments, unexpected arguments: ${rest.join(', ')}`);
  if (args.length === 2) {
    if (generate) throw new HelmError('cannot set --generate-name and also specify a name');
    if (template !== '') throw new HelmError('cannot set --name-template and also specify a name');
    return { name: first, reference: second };
  }
  if (template !== '') return { name: await nameFromTemplate(run, template), reference: first };
  if (defaultName !== undefined) return { name: defaultName, reference: first };
  if (!generate) throw new HelmError('must either provide a name or specify --generate-name');
  const base = first.replace(/\/+$/, '').split('/').at(-1) ?? '';
  const stem = base === '' || base === '.' ? 'chart' : (base.split('.')[0] ?? '');
  return { name: `${stem}-${Math.floor(run.now / 1000)}`, reference: first };
}
