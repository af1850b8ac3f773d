import type { CrictlCommand } from '../command.ts';
import { inspect, ps, remove, stop, stopPod } from './containers.ts';
import { images, inspectImage, pull, removeImage } from './images.ts';
import { exec, logs, stats } from './inside.ts';
import { inspectPod, pods } from './pods.ts';
import { info, version } from './runtime.ts';

export const crictlCommands: readonly CrictlCommand[] = [
  exec,
  images,
  info,
  inspect,
  inspectImage,
  inspectPod,
  logs,
  pods,
  ps,
  pull,
  remove,
  removeImage,
  stats,
  stop,
  stopPod,
  version,
];

/** Commands of the real one that are not here, each with the reason. */
export const notSimulated: { readonly [name: string]: string } = {
  ...Object.fromEntries(
    ['create', 'run', 'runp', 'start', 'update', 'checkpoint'].map((name) => [
      name,
      'on a node the kubelet makes containers; use kubectl',
    ]),
  ),
  rmp: 'the kubelet removes the sandbox with its Pod; use kubectl delete pod',
  attach: 'use kubectl attach',
  'port-forward': 'use kubectl port-forward',
  ...Object.fromEntries(
    [
      'config',
      'completion',
      'events',
      'imagefsinfo',
      'metricdescs',
      'metricsp',
      'runtime-config',
      'statsp',
      'update-runtime-config',
    ].map((name) => [name, 'it shows nothing that other commands do not show here']),
  ),
};
