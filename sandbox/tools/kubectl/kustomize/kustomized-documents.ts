import { toYaml } from '../../../core/yaml-text.ts';
import type { Invocation } from '../invocation.ts';
import type { Document } from '../resources/manifests.ts';
import { buildKustomization, type Resource } from './build.ts';

/** What a kustomization comes to, as documents. Throws CommandError. */
export function kustomizedDocuments(invocation: Invocation, folder: string): readonly Document[] {
  const { process } = invocation;
  return buildKustomization(process.files, invocation.absolute(folder), folder).map((value) => ({ source: folder, value }));
}

/** What `kubectl kustomize` prints. */
export const kustomizedText = (resources: readonly Resource[]): string =>
  resources.map((resource) => toYaml(resource)).join('---\n');
