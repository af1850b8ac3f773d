import { absent } from './absent.ts';
import { always } from './always.ts';
import { answer } from './answer.ts';
import { assert } from './assert.ts';
import { cel } from './cel.ts';
import type { CheckType } from './define-check.ts';
import { exec } from './exec.ts';
import { file } from './file.ts';
import { host } from './host.ts';
import { logs } from './logs.ts';
import { never } from './never.ts';
import { ran } from './ran.ts';
import { rendered } from './rendered.ts';
import { request } from './request.ts';
import { resolve } from './resolve.ts';
import { survives } from './survives.ts';

/** Every type of check that a lesson may use. */
export const checkTypes: readonly CheckType[] = [
  assert,
  absent,
  request,
  resolve,
  ran,
  file,
  answer,
  cel,
  host,
  logs,
  exec,
  rendered,
  always,
  never,
  survives,
];
