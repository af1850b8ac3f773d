import type { DockerCommand } from '../context.ts';
import { build } from './build.ts';
import { containerPrune, kill, pause, port, ps, rename, restart, rm, start, stop, unpause, wait } from './containers.ts';
import { history, images, rmi, tag } from './images.ts';
import { attach, cp, diff, exec, logs, stats, top } from './inside.ts';
import { inspect } from './inspect.ts';
import { networkConnect, networkCreate, networkList, networkRemove, volumeCreate, volumeList, volumeRemove } from './networks.ts';
import { pullCommand } from './pull.ts';
import { create, run } from './run.ts';
import { info, version } from './system.ts';

export const dockerCommands: readonly DockerCommand[] = [
  attach,
  build,
  containerPrune,
  cp,
  create,
  diff,
  exec,
  history,
  images,
  info,
  inspect,
  kill,
  logs,
  networkConnect,
  networkCreate,
  networkList,
  networkRemove,
  pause,
  port,
  ps,
  pullCommand,
  rename,
  restart,
  rm,
  rmi,
  run,
  start,
  stats,
  stop,
  tag,
  top,
  unpause,
  version,
  volumeCreate,
  volumeList,
  volumeRemove,
  wait,
];
