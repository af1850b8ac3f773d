import { isObject } from '../core/json.ts';
import { parseBody } from './decode-body.ts';
import { badRequest, invalid } from './errors.ts';
import type { FieldError } from './field-error.ts';
import type { ApiRequest, RequestOptions } from './request.ts';
import { StatusError } from './status-error.ts';

/** What a DELETE is told, in its URL or, stronger, in its body. */
export interface DeleteOptions extends RequestOptions {
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** Unlike other bodies, what cannot be read is not shown again. */
function parseOptions({ body, contentType = 'application/json' }: ApiRequest): unknown {
  try {
    return parseBody(body, contentType, 'DeleteOptions').value;
  } catch (error) {
    const [, why] =
      (error instanceof StatusError
        ? /^the object provided is unrecognized .*?: (couldn't .*) \(.*\)$/s.exec(error.message)
        : null) ?? [];
    throw why === undefined ? error : badRequest(why);
  }
}

const optionsKind = { type: { group: 'meta.k8s.io', kind: 'DeleteOptions' } };
const policies = ['Foreground', 'Background', 'Orphan'];

/** Throws StatusError when they do not hold up. */
export function deleteOptions(request: ApiRequest): DeleteOptions {
  const fromUrl: RequestOptions = request.options ?? {};
  const given = request.body === undefined || request.body === '' ? undefined : parseOptions(request);
  const body: { readonly [key: string]: unknown } = isObject(given) ? given : {};
  const kind = body['kind'] ?? 'DeleteOptions';
  const version = String(body['apiVersion'] ?? 'v1');
  if (kind !== 'DeleteOptions') {
    throw badRequest(
      `no kind "${String(kind)}" is registered for version "${version}" in scheme "pkg/apis/meta/internalversion/scheme/register.go:27"`,
    );
  }
  const preconditions = body['preconditions'];
  const options: DeleteOptions = {
    ...fromUrl,
    ...(typeof body['gracePeriodSeconds'] === 'number' ? { gracePeriodSeconds: body['gracePeriodSeconds'] } : {}),
    ...(typeof body['propagationPolicy'] === 'string' ? { propagationPolicy: body['propagationPolicy'] } : {}),
    ...(typeof body['orphanDependents'] === 'boolean' ? { orphanDependents: body['orphanDependents'] } : {}),
    ...(Array.isArray(body['dryRun']) && body['dryRun'].length > 0 ? { dryRun: true } : {}),
    ...(isObject(preconditions) ? { preconditions: preconditions as { uid?: string; resourceVersion?: string } } : {}),
  };
  const errors = [...optionErrors(options), ...dryRunErrors(body['dryRun'])];
  if (errors.length > 0) throw invalid(optionsKind, '', errors);
  return options;
}

function dryRunErrors(dryRun: unknown): FieldError[] {
  if (!Array.isArray(dryRun) || dryRun.every((value) => value === 'All')) return [];
  return [{ type: 'FieldValueNotSupported', field: 'dryRun', value: dryRun, detail: 'supported values: "All"' }];
}

function optionErrors({ propagationPolicy, orphanDependents }: DeleteOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (propagationPolicy !== undefined && orphanDependents !== undefined) {
    errors.push({
      type: 'FieldValueInvalid',
      field: 'propagationPolicy',
      value: propagationPolicy,
      detail: 'orphanDependents and deletionPropagation cannot be both set',
    });
  }
  if (propagationPolicy !== undefined && propagationPolicy !== '' && !policies.includes(propagationPolicy)) {
    errors.push({
      type: 'FieldValueNotSupported',
      field: 'propagationPolicy',
      value: propagationPolicy,
      detail: `supported values: ${[...policies, 'nil'].map((policy) => JSON.stringify(policy)).join(', ')}`,
    });
  }
  return errors;
}
