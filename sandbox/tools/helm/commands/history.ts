import { ReleaseStorage } from '../cluster/storage.ts';
import { defineHelmCommand } from '../define-command.ts';
import { number, outputFlag } from '../flag-sets.ts';
import { printAs } from '../output/encode.ts';
import { uiTable } from '../output/table.ts';
import { ansicTime } from '../output/times.ts';
import { checkReleaseName } from '../release-names.ts';
import { appVersion, chartLabel } from './releases.ts';

export const history = defineHelmCommand({
  name: 'history',
  aliases: ['hist'],
  usage: 'history RELEASE_NAME',
  summary: 'fetch release history',
  description: 'Lists the revisions of a release.',
  flags: [number('max', 'how many revisions to list at most', 256), outputFlag],
  arguments: { exactly: 1 },
  async run(run) {
    const [name = ''] = run.args;
    await run.cluster.reach();
    checkReleaseName(name, 'release name is invalid');
    const max = run.flags.int('max');
    const all = await new ReleaseStorage(run).history(name);
    const releases = max <= 0 ? [] : all.slice(-max);
    printAs(run, {
      table: () =>
        `${uiTable([
          ['REVISION', 'UPDATED', 'STATUS', 'CHART', 'APP VERSION', 'DESCRIPTION'],
          ...releases.map((release) => [
            String(release.version),
            ansicTime(release.info.lastDeployed),
            release.info.status,
            chartLabel(release),
            appVersion(release),
            release.info.description,
          ]),
        ])}\n`,
      value: () =>
        releases.map((release) => ({
          revision: release.version,
          updated: release.info.lastDeployed,
          status: release.info.status,
          chart: chartLabel(release),
          app_version: appVersion(release),
          description: release.info.description,
        })),
    });
  },
});
