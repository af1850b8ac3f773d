import { goValueOfJson, metadataJson } from '../../../charts/chart-json.ts';
import type { Release } from '../../../charts/release.ts';
import type { GoValue } from '../../../charts/template/index.ts';

const capitalised = (value: GoValue): GoValue =>
  value instanceof Map ? new Map([...value].map(([key, item]) => [key.charAt(0).toUpperCase() + key.slice(1), item])) : value;

/** What a template of `helm get all --template` sees: the fields of the release by their names in Go. */
export function releaseDot(release: Release): GoValue {
  const { info, chart } = release;
  const fields = (entries: readonly (readonly [string, GoValue])[]): GoValue => new Map(entries);
  const text = (value: unknown): string => String(value);
  return fields([
    [
      'Release',
      fields([
        ['Name', release.name],
        ['Namespace', release.namespace],
        ['Version', BigInt(release.version)],
        ['Manifest', release.manifest],
        ['Config', release.config ?? new Map()],
        ['Labels', new Map(release.labels)],
        [
          'Info',
          fields([
            ['Status', text(info.status)],
            ['Description', info.description],
            ['Notes', info.notes],
            ['FirstDeployed', info.firstDeployed],
            ['LastDeployed', info.lastDeployed],
          ]),
        ],
        [
          'Chart',
          chart === undefined
            ? null
            : fields([
                ['Metadata', capitalised(goValueOfJson(metadataJson(chart.metadata)))],
                ['Name', chart.metadata.name],
                ['AppVersion', chart.metadata.appVersion],
                ['Values', chart.values ?? new Map()],
              ]),
        ],
        [
          'Hooks',
          (release.hooks ?? []).map((hook) =>
            fields([
              ['Name', hook.name],
              ['Kind', hook.kind],
              ['Path', hook.path],
              ['Manifest', hook.manifest],
              ['Weight', BigInt(hook.weight)],
            ]),
          ),
        ],
      ]),
    ],
  ]);
}
