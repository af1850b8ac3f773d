import type { Verb } from '../define-verb.ts';
import { apiResources, apiVersions, clusterInfo, version } from './cluster-facts.ts';
import { config } from './config/config.ts';
import { cordon, uncordon } from './cordon.ts';
import { events } from './events.ts';
import { options } from './options.ts';
import { portForward } from './port-forward.ts';
import { taint } from './taint.ts';
import { top } from './top.ts';
import { annotate } from './annotate.ts';
import { apply } from './apply.ts';
import { attach } from './attach.ts';
import { auth } from './auth/auth.ts';
import { cp } from './cp.ts';
import { diff } from './diff.ts';
import { drain } from './drain/drain.ts';
import { autoscale } from './autoscale.ts';
import { certificate } from './certificate.ts';
import { debug } from './debug/debug.ts';
import { proxy } from './proxy.ts';
import { alpha, completion, plugin } from './small-commands.ts';
import { create } from './create/create.ts';
import { deleteVerb } from './delete.ts';
import { describe } from './describe.ts';
import { edit } from './edit.ts';
import { exec } from './exec.ts';
import { explain } from './explain/explain.ts';
import { expose } from './expose.ts';
import { get } from './get.ts';
import { kustomize } from './kustomize.ts';
import { label } from './label.ts';
import { logs } from './logs.ts';
import { patch } from './patch.ts';
import { replace } from './replace.ts';
import { rollout } from './rollout/rollout.ts';
import { run } from './run.ts';
import { scale } from './scale.ts';
import { set } from './set/set.ts';
import { wait } from './wait.ts';

/** Every command, in the order in which kubectl lists them (suggestions come in this order too). */
export const verbs: readonly Verb[] = [
  create,
  expose,
  run,
  set,
  explain,
  get,
  edit,
  deleteVerb,
  rollout,
  scale,
  autoscale,
  certificate,
  clusterInfo,
  top,
  cordon,
  uncordon,
  drain,
  taint,
  describe,
  logs,
  attach,
  exec,
  portForward,
  proxy,
  cp,
  auth,
  debug,
  events,
  diff,
  apply,
  patch,
  replace,
  wait,
  kustomize,
  label,
  annotate,
  completion,
  alpha,
  config,
  plugin,
  version,
  apiVersions,
  apiResources,
  options,
];
