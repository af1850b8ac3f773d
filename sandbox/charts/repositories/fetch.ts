import { bytesOfText } from '../chart.ts';
import { goValueOfJson, metadataJson } from '../chart-json.ts';
import { loadChart } from '../load-chart.ts';
import { saveChart } from '../save-chart.ts';
import { hexadecimal, sha256 } from '../../core/sha256.ts';
import { compareVersions, parseVersion } from '../semver.ts';
import type { GoValue } from '../template/index.ts';
import { toYaml } from '../yaml-text.ts';
import type { ChartRepository } from './define-repository.ts';

interface Packed {
  readonly name: string;
  readonly data: Uint8Array;
}

const packed = new Map<ChartRepository, { readonly archives: readonly Packed[]; readonly index: string }>();

/** What a simulated repository answers for an address; undefined when none has it. */
export function fetchFrom(repositories: readonly ChartRepository[], address: string): Uint8Array | undefined {
  const repository = repositories.find(({ url }) => address.startsWith(`${url}/`));
  if (repository === undefined) return undefined;
  const { archives, index } = pack(repository);
  const name = address.slice(repository.url.length + 1);
  return name === 'index.yaml' ? bytesOfText(index) : archives.find((archive) => archive.name === name)?.data;
}

/** Packs the charts of a repository and writes its index, once. */
function pack(repository: ChartRepository): { readonly archives: readonly Packed[]; readonly index: string } {
  const known = packed.get(repository);
  if (known !== undefined) return known;
  const archives: Packed[] = [];
  const entries = new Map<string, { readonly version: string; readonly entry: Map<string, GoValue> }[]>();
  for (const { files, created } of repository.charts) {
    const chart = loadChart(Object.entries(files).map(([name, text]) => ({ name, data: bytesOfText(text) })));
    const archive = saveChart(chart, Date.parse(created));
    archives.push(archive);
    const { name, version } = chart.metadata;
    const fields = goValueOfJson({
      ...metadataJson(chart.metadata),
      created,
      digest: hexadecimal(sha256(archive.data)),
      urls: [archive.name],
    });
    entries.set(name, [...(entries.get(name) ?? []), { version, entry: fields as Map<string, GoValue> }]);
  }
  const sorted = new Map(
    [...entries].map(([name, list]) => [
      name,
      list
        .toSorted((left, right) => {
          const [a, b] = [parseVersion(left.version), parseVersion(right.version)];
          return a === undefined || b === undefined ? 0 : compareVersions(b, a);
        })
        .map(({ entry }) => entry),
    ]),
  );
  const newest =
    repository.charts
      .map(({ created }) => created)
      .toSorted()
      .at(-1) ?? '';
  const index = toYaml(
    new Map<string, GoValue>([
      ['apiVersion', 'v1'],
      ['entries', sorted],
      ['generated', newest],
    ]),
  );
  const result = { archives, index };
  packed.set(repository, result);
  return result;
}
