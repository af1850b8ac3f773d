import type { HelmCommand } from '../define-command.ts';
import { create } from './create.ts';
import { dependency } from './dependency.ts';
import { diff } from './diff.ts';
import { get } from './get.ts';
import { history } from './history.ts';
import { install } from './install.ts';
import { lint } from './lint.ts';
import { list } from './list.ts';
import { package_ } from './package.ts';
import { pull } from './pull.ts';
import { repo } from './repo.ts';
import { rollback } from './rollback.ts';
import { search } from './search.ts';
import { show } from './show.ts';
import { completion, env, plugin, push, registry, verify, version } from './simple.ts';
import { status } from './status.ts';
import { template } from './template.ts';
import { test } from './test.ts';
import { uninstall } from './uninstall.ts';
import { upgrade } from './upgrade.ts';

/** Every command of helm, in the order in which helm proposes them for a word that it does not know. */
export const commands: readonly HelmCommand[] = [
  create,
  dependency,
  pull,
  show,
  lint,
  package_,
  repo,
  search,
  verify,
  get,
  history,
  install,
  list,
  test,
  rollback,
  status,
  template,
  uninstall,
  upgrade,
  completion,
  env,
  plugin,
  version,
  registry,
  push,
  diff,
];
