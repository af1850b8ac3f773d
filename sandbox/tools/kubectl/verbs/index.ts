import type { Verb } from '../define-verb.ts';
import { apply } from './apply.ts';
import { attach } from './attach.ts';
import { create } from './create/create.ts';
import { deleteVerb } from './delete.ts';
import { describe } from './describe.ts';
import { exec } from './exec.ts';
import { expose } from './expose.ts';
import { get } from './get.ts';
import { logs } from './logs.ts';
import { run } from './run.ts';
import { scale } from './scale.ts';

/** Every command, in the order in which kubectl lists them (suggestions come in this order too). */
export const verbs: readonly Verb[] = [create, expose, run, get, deleteVerb, scale, describe, logs, attach, exec, apply];
