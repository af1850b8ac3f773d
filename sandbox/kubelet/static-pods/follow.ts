import type { Cancel } from '../../core/clock.ts';
import type { NodeContext } from '../node-context.ts';
import { ManifestFolder } from './manifest-folder.ts';
import { readStaticPod, type PodReader } from './manifest.ts';
import type { StaticPods } from './static-pods.ts';

/** Has the static Pods follow what stands in their folder on the node. */
export function followStaticPods(
  staticPods: StaticPods,
  { clock, machine, nodeName, log }: NodeContext,
  read: PodReader | undefined,
): Cancel {
  if (read === undefined) return () => undefined;
  const folder = new ManifestFolder({
    files: machine.files,
    clock,
    read: (text, path) => readStaticPod(text, path, { nodeName, now: clock.now(), read }),
    onChange: (pods) => staticPods.set(pods),
    onProblem: (path, message) =>
      log?.('file.go:187', `"Could not process manifest file" err=${JSON.stringify(message)} path=${JSON.stringify(path)}`),
  });
  return folder.start();
}
