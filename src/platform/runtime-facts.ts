import process from 'node:process';

/** What the program runs on. */
export function runtimeFacts(): { readonly node: string; readonly platform: string } {
  return { node: process.versions.node, platform: `${process.platform}/${process.arch}` };
}
