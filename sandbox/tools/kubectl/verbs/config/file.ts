import { deepEqual } from '../../../../core/json.ts';
import {
  emptyKubeconfig,
  findEntry,
  loadKubeconfig,
  saveKubeconfig,
  sections,
  withEntry,
  type Kubeconfig,
  type Section,
} from '../../config/kubeconfig.ts';
import type { Invocation } from '../../invocation.ts';

/** The file that new entries go to, as it was named: the first of those that are there, else the last. */
export function fileToChange(invocation: Invocation): string {
  const { kubeconfigPaths: paths } = invocation;
  const { files } = invocation.process;
  return paths.find((path) => files.stat(invocation.absolute(path)) !== undefined) ?? paths.at(-1) ?? '';
}

/**
 * Changes what the kubeconfig files say together. Each entry is changed in the file that it came from; new ones, and the context in use, go
 * to the first file. Models ModifyConfig of k8s.io/client-go/tools/clientcmd.
 */
export function changeKubeconfig(invocation: Invocation, change: (config: Kubeconfig) => Kubeconfig): void {
  const { files } = invocation.process;
  const read = (path: string): Kubeconfig =>
    files.stat(invocation.absolute(path)) === undefined
      ? emptyKubeconfig
      : loadKubeconfig(files, [path], invocation.absolute, true);
  const before = loadKubeconfig(files, invocation.kubeconfigPaths, invocation.absolute, false);
  const after = change(before);
  const first = fileToChange(invocation);
  const contents = new Map(invocation.kubeconfigPaths.map((path) => [path, read(path)]));
  const changed = new Set<string>();
  const update = (path: string, next: (config: Kubeconfig) => Kubeconfig): void => {
    contents.set(path, next(contents.get(path) ?? emptyKubeconfig));
    changed.add(path);
  };
  const originOf = (section: Section, name: string): string =>
    [...contents].find(([, config]) => findEntry(config[section], name) !== undefined)?.[0] ?? first;
  for (const section of Object.keys(sections) as Section[]) {
    for (const entry of after[section]) {
      const known = findEntry(before[section], entry.name);
      if (known !== undefined && deepEqual(known.fields, entry.fields)) continue;
      update(originOf(section, entry.name), (config) => ({ ...config, [section]: withEntry(config[section], entry) }));
    }
    for (const { name } of before[section]) {
      if (findEntry(after[section], name) !== undefined) continue;
      const without = (config: Kubeconfig): Kubeconfig => ({
        ...config,
        [section]: config[section].filter((entry) => entry.name !== name),
      });
      update(originOf(section, name), without);
    }
  }
  const { currentContext } = after;
  if (currentContext !== before.currentContext) {
    const places =
      currentContext === '' ? [...contents.keys()].filter((path) => contents.get(path)?.currentContext !== '') : [first];
    for (const path of places) update(path, (config) => ({ ...config, currentContext }));
  }
  for (const path of changed) saveKubeconfig(files, invocation.absolute(path), contents.get(path) ?? emptyKubeconfig);
}
