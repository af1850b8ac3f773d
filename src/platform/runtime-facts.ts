import { availableParallelism } from 'node:os';
import process from 'node:process';

/** What the program runs on. */
export function runtimeFacts(): { readonly node: string; readonly platform: string } {
  return { node: process.versions.node, platform: `${process.platform}/${process.arch}` };
}

/** How many things the machine can do at once. */
export function processors(): number {
  return availableParallelism();
}
