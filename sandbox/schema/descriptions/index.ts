import { access } from './access.ts';
import { configuration } from './configuration.ts';
import { containers } from './containers.ts';
import { extending } from './extending.ts';
import { meta } from './meta.ts';
import { nodes } from './nodes.ts';
import { pods } from './pods.ts';
import { readDescriptions } from './read.ts';
import { services } from './services.ts';
import { storage } from './storage.ts';
import { volumes } from './volumes.ts';
import { volumeSources } from './volume-sources.ts';
import { workloads } from './workloads.ts';

/** Everything that is written in this folder. Read when this module is: take it by `loadDescriptions` where few need it. */
export const entries = readDescriptions([
  meta,
  pods,
  containers,
  workloads,
  services,
  configuration,
  volumes,
  volumeSources,
  storage,
  nodes,
  access,
  extending,
]);
