import { goValueOfJson } from '../../../charts/chart-json.ts';
import type { JsonLike } from '../../../charts/go-json-text.ts';
import { findResource } from '../cluster/changes.ts';
import { buildResources } from '../cluster/resources.ts';
import { defineHelmCommand } from '../define-command.ts';
import { bool, number, outputFlag } from '../flag-sets.ts';
import { resourceTables } from '../output/resource-tables.ts';
import { printRelease } from '../output/status.ts';
import { releaseAt } from './releases.ts';

export const status = defineHelmCommand({
  name: 'status',
  usage: 'status RELEASE_NAME',
  summary: 'display the status of the named release',
  description: 'Shows when a release was deployed, in which state it is, the last runs of its tests, and its notes.',
  flags: [
    number('revision', 'of which revision; the last when 0', 0),
    bool('show-desc', 'show the description'),
    bool('show-resources', 'show the objects of the release'),
    outputFlag,
  ],
  arguments: { exactly: 1 },
  async run(run) {
    const release = await releaseAt(run);
    const { flags } = run;
    let tables: string | undefined;
    if (flags.bool('show-resources')) {
      const resources = await buildResources(run.cluster, release.manifest, false);
      if (flags.string('output') === 'table') tables = await resourceTables(run, resources);
      else {
        const found: { [kind: string]: JsonLike[] } = {};
        for (const resource of resources) {
          const live = await findResource(run.cluster, resource);
          const key = `${resource.mapping.version}/${resource.mapping.kind}`;
          if (live !== undefined) found[key] = [...(found[key] ?? []), goValueOfJson(live as JsonLike)];
        }
        release.info.resources = found;
      }
    }
    printRelease(
      run,
      { ...release, chart: undefined },
      { description: flags.bool('show-desc'), ...(tables === undefined ? {} : { resources: tables }) },
    );
  },
});
