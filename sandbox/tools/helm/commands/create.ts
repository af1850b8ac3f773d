import { createdFiles } from '../../../charts/create-chart.ts';
import { metadataYaml, packedFiles } from '../../../charts/save-chart.ts';
import { bytesOfText, textOfBytes } from '../../../charts/chart.ts';
import { emptyMetadata } from '../../../charts/metadata.ts';
import { baseName, directoryName, joinPath } from '../../../charts/path.ts';
import { loadChartAt } from '../chart-source.ts';
import { defineHelmCommand } from '../define-command.ts';
import { HelmError, withWords } from '../errors.ts';
import { text } from '../flag-sets.ts';
import type { HelmRun } from '../helm-run.ts';

const NAME = '^[a-zA-Z0-9._-]+$';

export const create = defineHelmCommand({
  name: 'create',
  usage: 'create NAME',
  summary: 'create a new chart with the given name',
  description: `Makes a folder with a chart to begin with: Chart.yaml, values.yaml, and templates for a Deployment with its Service,
Ingress, HTTPRoute, ServiceAccount and autoscaling. Files of the same names are overwritten, others are left alone.`,
  flags: [text('starter', 'name or absolute path of a chart to begin with', { shorthand: 'p' })],
  arguments: { exactly: 1 },
  run(run) {
    const [path = ''] = run.args;
    run.line(`Creating ${path}`);
    const name = baseName(path);
    const parent = run.absolute(directoryName(path));
    const starter = run.flags.string('starter');
    if (starter !== '') {
      fromStarter(run, name, parent, starter);
      return Promise.resolve();
    }
    if (name === '' || name.length > 250) throw new HelmError('chart name must be between 1 and 250 characters');
    if (!/^[a-zA-Z0-9._-]+$/.test(name))
      throw new HelmError(`chart name must match the regular expression ${JSON.stringify(NAME)}`);
    const type = run.typeOf(parent);
    if (type === undefined) throw new HelmError(`stat ${parent}: no such file or directory`);
    if (type !== 'directory') throw new HelmError(`no such directory ${parent}`);
    const folder = joinPath(parent, name);
    if (run.typeOf(folder) === 'file') throw new HelmError(`file ${folder} already exists and is not a directory`);
    for (const { name: file, data } of createdFiles(name)) {
      const full = joinPath(folder, file);
      if (run.typeOf(full) !== undefined) run.line(`WARNING: File ${JSON.stringify(full)} already exists. Overwriting.`);
      run.writeFile(full, data);
    }
    const charts = joinPath(folder, 'charts');
    if (run.typeOf(charts) === undefined) run.process.files.makeDirectory(charts, { recursive: true });
    return Promise.resolve();
  },
});

function fromStarter(run: HelmRun, name: string, parent: string, starter: string): void {
  const source = starter.startsWith('/') ? starter : joinPath(run.settings.dataHome, 'starters', starter);
  let chart;
  try {
    chart = loadChartAt(run, source);
  } catch (error) {
    throw withWords(error, `could not load ${source}`);
  }
  const old = chart.metadata.name;
  const changed = (data: Uint8Array): Uint8Array => bytesOfText(textOfBytes(data).replaceAll('<CHARTNAME>', old));
  chart.metadata = {
    ...emptyMetadata(),
    name,
    description: 'A Helm chart for Kubernetes',
    type: 'application',
    version: '0.1.0',
    appVersion: '0.1.0',
    apiVersion: 'v2',
  };
  for (const { name: file, data } of packedFiles(chart, '')) {
    const isChart = file === `${name}/Chart.yaml`;
    const keep = !/\/(templates\/|values\.yaml$)/.test(file);
    run.writeFile(joinPath(parent, file), isChart ? metadataYaml(chart.metadata) : keep ? data : changed(data));
  }
}
