import type { Shape } from '../pack/shape.ts';
import { absent } from './absent.ts';
import { assert } from './assert.ts';
import { cel } from './cel.ts';
import { checkShape } from './check-shape.ts';
import type { Check } from './define-check.ts';

/** A check of the store alone, which can be asked at every change. */
export const nestedCheck: Shape<Check> = checkShape([assert, absent, cel]);
