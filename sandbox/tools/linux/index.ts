import type { Program } from '../../host/program.ts';
import { curl } from './curl.ts';
import { sleep } from './sleep.ts';

/** The small programs that are on every machine and in every image with a shell. */
export const linuxPrograms: readonly Program[] = [curl, sleep];
