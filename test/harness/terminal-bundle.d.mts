/** Bundles the screens with their scripted session, once. Resolves with the file to run. */
export function bundleDemo(): Promise<string>;
