import { customResources, textOfBytes, type Chart } from '../../../charts/chart.ts';
import { metadataYaml } from '../../../charts/save-chart.ts';
import { loadChartAt } from '../chart-source.ts';
import { plain } from '../cluster/resources.ts';
import { defineHelmCommand, type HelmCommand } from '../define-command.ts';
import { bool, chartPathFlags, text } from '../flag-sets.ts';
import { HelmError, messageOf } from '../errors.ts';
import { locateChart } from '../repositories/locate.ts';

type Part = 'all' | 'chart' | 'values' | 'readme' | 'crds';

function part(name: Part, summary: string): HelmCommand {
  return defineHelmCommand({
    name,
    usage: `${name} [CHART]`,
    summary,
    flags: [
      bool('devel', "take versions under development too; the same as --version '>0.0.0-0'"),
      ...(name === 'values' ? [text('jsonpath', 'print only what this JSONPath finds')] : []),
      ...chartPathFlags,
    ],
    arguments: { exactly: 1 },
    async run(run) {
      run.debug('show.go:214', `Original chart version: ${JSON.stringify(run.flags.string('version'))}`);
      const chart = loadChartAt(run, await locateChart(run, run.args[0] ?? ''));
      const path = name === 'values' ? run.flags.string('jsonpath') : '';
      if (path !== '' && chart.values !== undefined) {
        const { parseTemplate } = await import('../../kubectl/jsonpath/parse.ts');
        const { renderTemplate } = await import('../../kubectl/jsonpath/evaluate.ts');
        try {
          run.out(renderTemplate(parseTemplate(path), plain(chart.values)));
        } catch (error) {
          throw new HelmError(`error parsing jsonpath ${path}: ${messageOf(error)}`);
        }
        return;
      }
      run.out(textOf(chart, name));
    },
  });
}

function textOf(chart: Chart, wanted: Part): string {
  const all = wanted === 'all';
  let text = '';
  if (wanted === 'chart' || all)
    text += `${metadataYaml({ ...chart.metadata, apiVersion: 'v2' }).replace('apiVersion: v2', `apiVersion: ${chart.metadata.apiVersion}`)}\n`;
  if ((wanted === 'values' || all) && chart.values !== undefined) {
    if (all) text += '---\n';
    for (const { name, data } of chart.raw) if (name === 'values.yaml') text += `${textOfBytes(data)}\n`;
  }
  if (wanted === 'readme' || all) {
    const readme = chart.files.find(({ name }) => ['readme.md', 'readme.txt', 'readme'].includes(name.toLowerCase()));
    if (readme !== undefined) text += `${all ? '---\n' : ''}${textOfBytes(readme.data)}\n`;
  }
  if (wanted === 'crds' || all) {
    const crds = customResources(chart).map(({ file }) => textOfBytes(file.data));
    if (all && crds.length > 0 && crds[0]?.startsWith('---') !== true) text += '---\n';
    text += crds.map((crd) => `${crd}\n`).join('');
  }
  return text;
}

export const show = defineHelmCommand({
  name: 'show',
  aliases: ['inspect'],
  usage: 'show',
  summary: 'show information of a chart',
  description: 'Shows parts of a chart: its Chart.yaml, values, README and CustomResourceDefinitions.',
  arguments: { exactly: 0 },
  subcommands: [
    part('all', 'show all information of the chart'),
    part('values', "show the chart's values"),
    part('chart', "show the chart's definition"),
    part('readme', "show the chart's README"),
    part('crds', "show the chart's CRDs"),
  ],
});
