import { isObject, type JsonObject } from '../../../core/json.ts';
import { createTableWriter } from '../../../core/text-table.ts';
import type { HelmRun } from '../helm-run.ts';
import type { Resource } from '../cluster/resources.ts';

/** Objects as `kubectl get` would list them, by kind, and the Pods that belong to them. */
export async function resourceTables(run: HelmRun, resources: readonly Resource[]): Promise<string> {
  const tables = new Map<string, JsonObject[]>();
  const add = (key: string, table: JsonObject): void => {
    tables.set(key, [...(tables.get(key) ?? []), table]);
  };
  const selectors = new Set<string>();
  for (const { mapping, namespace, name, object } of resources) {
    const at = {
      group: mapping.group,
      version: mapping.version,
      resource: mapping.resource,
      ...(namespace === undefined ? {} : { namespace }),
      as: 'Table' as const,
    };
    try {
      const { body } = await run.cluster.send({ verb: 'get', ...at, name });
      add(`${mapping.version}/${mapping.kind}`, body);
    } catch {
      // What is gone is not shown.
      continue;
    }
    const spec = isObject(object['spec']) ? object['spec'] : {};
    const selector = isObject(spec['selector']) ? spec['selector'] : {};
    const labels = isObject(selector['matchLabels']) ? selector['matchLabels'] : undefined;
    if (labels === undefined) continue;
    const text = Object.entries(labels)
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(',');
    if (selectors.has(text)) continue;
    selectors.add(text);
    const { body } = await run.cluster.send({
      verb: 'list',
      group: '',
      version: 'v1',
      resource: 'pods',
      ...(namespace === undefined ? {} : { namespace }),
      as: 'Table',
      options: { labelSelector: text },
    });
    add('v1/Pod(related)', body);
  }
  return [...tables].map(([key, list]) => `==> ${key}\n${tableText(list)}\n`).join('');
}

function tableText(tables: readonly JsonObject[]): string {
  const columns = (Array.isArray(tables[0]?.['columnDefinitions']) ? tables[0]['columnDefinitions'] : [])
    .filter(isObject)
    .map(({ name, priority }, index) => ({ name: String(name).toUpperCase(), index, wide: Number(priority ?? 0) > 0 }))
    .filter(({ wide }) => !wide);
  const rows = tables.flatMap((table) =>
    (Array.isArray(table['rows']) ? table['rows'] : []).filter(isObject).map(({ cells }) => {
      const list: readonly unknown[] = Array.isArray(cells) ? cells : [];
      return columns.map(({ index }) => String(list[index] ?? '<none>'));
    }),
  );
  return createTableWriter()([columns.map(({ name }) => name), ...rows]);
}
