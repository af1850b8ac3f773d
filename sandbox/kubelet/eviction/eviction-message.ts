import { compareQuantities, formatQuantity, quantityOf } from '../../core/quantity.ts';
import type { PodUse } from './pod-usage.ts';
import type { Observation, Signal } from './signals.ts';

/** Bytes as the kubelet prints them: `53452Ki`. */
export function bytesText(bytes: number): string {
  return formatQuantity(quantityOf(Math.floor(bytes), 'BinarySI'));
}

/** What an evicted Pod is told. Models evictionMessage of pkg/kubelet/eviction/helpers.go. */
export function evictionMessage(signal: Signal, { available, capacity }: Observation, use: PodUse): string {
  const { resource, usedByContainer, threshold } = signal;
  const all = [...use.pod.spec.containers, ...(use.pod.spec.initContainers ?? [])];
  const offenders = use.containers.flatMap((own) => {
    const container = all.find(({ name }) => name === own.name);
    if (container === undefined) return [];
    const request = container.resources?.requests?.[resource] ?? '0';
    const used = bytesText(usedByContainer(own));
    if (compareQuantities(used, request) <= 0) return [];
    return [`Container ${own.name} was using ${used}, request is ${request}, has larger consumption of ${resource}. `];
  });
  const met = `Threshold quantity: ${bytesText(threshold(capacity))}, available: ${bytesText(available)}. `;
  return `The node was low on resource: ${resource}. ${met}${offenders.join('')}`;
}
