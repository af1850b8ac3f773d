import { RE2JS } from 're2js';
import { labelSelectorMatches } from '../label-matching.ts';
import type { Release, ReleaseStatus } from '../../../charts/release.ts';
import { ReleaseStorage } from '../cluster/storage.ts';
import { defineHelmCommand } from '../define-command.ts';
import { HelmError, messageOf } from '../errors.ts';
import { bool, number, outputFlag, text } from '../flag-sets.ts';
import type { HelmRun } from '../helm-run.ts';
import { goJson } from '../../../charts/go-json-text.ts';
import { printAs, yamlOf } from '../output/encode.ts';
import { uiTable } from '../output/table.ts';
import { formatLayout, goTimeText, isTime } from '../output/times.ts';
import { appVersion, chartLabel } from './releases.ts';

const pending: readonly ReleaseStatus[] = ['pending-install', 'pending-upgrade', 'pending-rollback'];

/** Which states each flag shows. */
const states: { readonly [flag: string]: readonly ReleaseStatus[] } = {
  deployed: ['deployed'],
  failed: ['failed'],
  pending,
  superseded: ['superseded'],
  uninstalled: ['uninstalled'],
  uninstalling: ['uninstalling'],
};

const everything: readonly ReleaseStatus[] = Object.values(states).flat();

export const list = defineHelmCommand({
  name: 'list',
  aliases: ['ls'],
  usage: 'list',
  summary: 'list releases',
  description: 'Lists the releases of a namespace: those that are deployed or failed, unless flags ask for others.',
  flags: [
    bool('all', 'releases in every state', { shorthand: 'a' }),
    bool('all-namespaces', 'releases of all namespaces', { shorthand: 'A' }),
    bool('date', 'sort by time', { shorthand: 'd' }),
    bool('deployed', 'releases that are deployed'),
    bool('failed', 'releases that failed'),
    text('filter', 'a regular expression that names have to fit', { shorthand: 'f' }),
    number('max', 'how many to list at most', 256, { shorthand: 'm' }),
    bool('no-headers', 'leave the header out'),
    number('offset', 'how many to pass over', 0),
    bool('pending', 'releases that something is being done with'),
    bool('reverse', 'turn the order round', { shorthand: 'r' }),
    text('selector', 'labels that releases have to have', { shorthand: 'l' }),
    bool('short', 'only names', { shorthand: 'q' }),
    bool('superseded', 'releases that another revision replaced'),
    text('time-format', "how to write times, in Go's way"),
    bool('uninstalled', 'releases that were uninstalled and keep their history'),
    bool('uninstalling', 'releases that are being uninstalled'),
    outputFlag,
  ],
  arguments: { exactly: 0 },
  async run(run) {
    const { flags } = run;
    await run.cluster.reach();
    const releases = await select(run);
    if (flags.bool('short')) {
      const names = releases.map(({ name }) => name);
      const format = flags.string('output');
      if (format === 'json') run.out(`${goJson(names)}\n`);
      else if (format === 'yaml') run.out(yamlOf(names));
      else for (const name of names) run.line(name);
      return;
    }
    const layout = flags.string('time-format');
    const rows = releases.map((release) => ({
      name: release.name,
      namespace: release.namespace,
      revision: String(release.version),
      updated: updatedText(release, layout),
      status: release.info.status,
      chart: chartLabel(release),
      app_version: appVersion(release),
    }));
    printAs(run, {
      value: () => rows,
      table: () =>
        `${uiTable([
          ...(flags.bool('no-headers') ? [] : [['NAME', 'NAMESPACE', 'REVISION', 'UPDATED', 'STATUS', 'CHART', 'APP VERSION']]),
          ...rows.map((row) => Object.values(row)),
        ])}\n`,
    });
  },
});

function updatedText({ info }: Release, layout: string): string {
  if (!isTime(info.lastDeployed)) return '-';
  return layout === '' ? goTimeText(info.lastDeployed) : formatLayout(info.lastDeployed, layout);
}

async function select(run: HelmRun): Promise<readonly Release[]> {
  const { flags } = run;
  let fits: (name: string) => boolean = () => true;
  const filter = flags.string('filter');
  if (filter !== '') {
    try {
      const pattern = RE2JS.compile(filter);
      fits = (name) => pattern.matcher(name).find();
    } catch (error) {
      throw new HelmError(`error parsing regexp: ${messageOf(error).replace(/^error parsing regexp: /, '')}`);
    }
  }
  const storage = new ReleaseStorage(run, flags.bool('all-namespaces') ? '' : run.namespace);
  const asked = Object.keys(states).filter((flag) => flags.bool(flag));
  const wanted: readonly ReleaseStatus[] = flags.bool('all')
    ? everything
    : asked.length === 0
      ? ['deployed', 'failed']
      : asked.flatMap((flag) => states[flag] ?? []);
  const onlySuperseded = wanted.length === 1 && wanted[0] === 'superseded';
  const found = (await storage.all()).filter(({ name }) => fits(name));
  const selector = labelSelectorMatches(flags.string('selector'));
  const releases = (onlySuperseded ? found : newest(found)).filter(
    ({ info, labels }) => wanted.includes(info.status) && selector(labels),
  );
  const byName = (left: Release, right: Release): number => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0);
  const byDate = (left: Release, right: Release): number =>
    left.info.lastDeployed < right.info.lastDeployed ? -1 : left.info.lastDeployed > right.info.lastDeployed ? 1 : 0;
  releases.sort(flags.bool('date') ? byDate : byName);
  if (flags.bool('reverse')) releases.reverse();
  const max = flags.int('max');
  const offset = flags.int('offset');
  return releases.slice(offset, max > 0 ? offset + max : undefined);
}

/** The last revision of each release. */
function newest(releases: readonly Release[]): Release[] {
  const last = new Map<string, Release>();
  for (const release of releases) {
    const key = `${release.namespace}/${release.name}`;
    const known = last.get(key);
    if (known === undefined || known.version <= release.version) last.set(key, release);
  }
  return [...last.values()];
}
