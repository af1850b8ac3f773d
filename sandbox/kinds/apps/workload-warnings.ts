import type { KubeObject } from '../../api/client.ts';
import { dns1123Label } from '../../core/names.ts';
import type { PodTemplateSpec } from '../../schema/types/core-v1.ts';
import { templateWarnings } from '../pod-spec/warnings.ts';

/** Warnings of workloads whose name becomes part of the names of their Pods. */
export function workloadWarnings(
  object: KubeObject,
  old: KubeObject | undefined,
  template: PodTemplateSpec | undefined,
): readonly string[] {
  // An update that changes nothing but status or metadata warns no more.
  if (old !== undefined && old.metadata.generation === object.metadata.generation) return [];
  const wrong = old === undefined ? dns1123Label(object.metadata.name ?? '') : [];
  const text =
    'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended';
  return [...(wrong.length === 0 ? [] : [`${text}: [${wrong.join(' ')}]`]), ...templateWarnings(template, 'spec.template')];
}
