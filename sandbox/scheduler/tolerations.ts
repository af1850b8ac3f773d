import type { Taint, Toleration } from '../schema/types/core-v1.ts';

/** Models k8s.io/api/core/v1.Toleration.ToleratesTaint. */
export function tolerates(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  return (tolerations ?? []).some(({ key, operator, value, effect }) => {
    if (effect && effect !== taint.effect) return false;
    if (key && key !== taint.key) return false;
    return operator === 'Exists' || ((operator === undefined || operator === 'Equal') && (value ?? '') === (taint.value ?? ''));
  });
}
