import { addQuantities, formatQuantity, type Quantity } from '../../core/quantity.ts';
import type { PodMetrics } from '../../schema/metrics.ts';

/** What all containers together use of a resource. */
export function totalOf(containers: PodMetrics['containers'], resource: string): string {
  const amounts = containers.map(({ usage }) => usage[resource] ?? '0');
  return formatQuantity(
    amounts.reduce<Quantity>((sum, amount) => addQuantities(sum, amount), { nanos: 0n, format: 'DecimalSI' }),
  );
}
