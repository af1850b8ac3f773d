import { coalesceTables, coalesceValues } from '../../../charts/coalesce.ts';
import type { Chart } from '../../../charts/chart.ts';
import { copyValues, type Values } from '../../../charts/go-map.ts';
import type { Release } from '../../../charts/release.ts';
import type { HelmRun } from '../helm-run.ts';

/** Which values of the last revision an upgrade keeps. Without any of them: all, but only when it is given none itself. */
export interface ValuesToReuse {
  readonly resetValues: boolean;
  readonly reuseValues: boolean;
  readonly resetThenReuse: boolean;
}

export function valuesToReuse({ flags }: HelmRun): ValuesToReuse {
  return {
    resetValues: flags.bool('reset-values'),
    reuseValues: flags.bool('reuse-values'),
    resetThenReuse: flags.bool('reset-then-reuse-values'),
  };
}

/** Models reuseValues of helm.sh/helm/v3/pkg/action/upgrade.go. With `reuseValues` the chart gets the defaults of the old one. */
export function reusedValues(run: HelmRun, chart: Chart, current: Release, given: Values, reuse: ValuesToReuse): Values {
  if (reuse.resetValues) return given;
  const before = current.config ?? new Map();
  if (reuse.reuseValues) {
    const old = current.chart === undefined ? new Map() : coalesceValues(current.chart, before, run.warn);
    const values = coalesceTables(given, copyValues(before), run.warn);
    chart.values = old;
    return values;
  }
  if (reuse.resetThenReuse) return coalesceTables(given, copyValues(before), run.warn);
  return given.size === 0 && before.size > 0 ? copyValues(before) : given;
}
