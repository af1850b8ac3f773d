import { goValueOfJson } from '../../../charts/chart-json.ts';
import { goJson, type JsonLike } from '../../../charts/go-json-text.ts';
import { toYaml } from '../../../charts/yaml-text.ts';
import { HelmError } from '../errors.ts';
import type { HelmRun } from '../helm-run.ts';

/** Prints in the form that `-o` names; `value` has its fields in the order of helm's structs. */
export function printAs(run: HelmRun, forms: { table(): string; value(): JsonLike }): void {
  const format = run.flags.string('output');
  if (format === 'json') run.out(`${goJson(forms.value())}\n`);
  else if (format === 'yaml') run.out(yamlOf(forms.value()));
  else run.out(forms.table());
}

export function yamlOf(value: JsonLike): string {
  return toYaml(goValueOfJson(value));
}

/** Throws HelmError as pflag does for a format that helm does not know. */
export function checkOutput(run: HelmRun): void {
  if (!run.flags.defines('output')) return;
  const format = run.flags.string('output');
  if (!['table', 'json', 'yaml'].includes(format))
    throw new HelmError(`invalid argument ${JSON.stringify(format)} for "-o, --output" flag: invalid format type`);
}
