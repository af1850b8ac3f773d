import type { FieldError } from '../../api/field-error.ts';
import { forbidden, required } from '../validation/field-errors.ts';

/** How one kind of source is checked where `Owner` has it. */
export interface SourceRule<Owner, Context> {
  readonly source: string;
  /** Undefined where the owner has no such source. */
  check(owner: Owner, path: string, context: Context): Iterable<FieldError> | undefined;
  /** May stand beside another: the server forgot to forbid it. */
  readonly besideOthers: boolean;
}

/** Makes the rules for the sources of `Owner`; `shownAs` is how the server's messages call a source when not by its name. */
export const sourceRules =
  <Owner, Context>() =>
  <Source extends keyof Owner & string>(
    source: Source,
    check: (value: NonNullable<Owner[Source]>, path: string, owner: Owner, context: Context) => Iterable<FieldError>,
    { shownAs = source as string, besideOthers = false } = {},
  ): SourceRule<Owner, Context> => ({
    source,
    besideOthers,
    check: (owner, path, context) => {
      const value = owner[source];
      return value === undefined || value === null ? undefined : check(value, `${path}.${shownAs}`, owner, context);
    },
  });

/** Exactly one source. Models validateVolumeSource and the middle of ValidatePersistentVolumeSpec in pkg/apis/core/validation. */
export function* validateOneSource<Owner, Context>(
  rules: readonly SourceRule<Owner, Context>[],
  owner: Owner,
  path: string,
  context: Context,
): Generator<FieldError> {
  let found = false;
  for (const { source, check, besideOthers } of rules) {
    const errors = check(owner, path, context);
    if (errors === undefined) continue;
    if (found && !besideOthers) yield forbidden(`${path}.${source}`, 'may not specify more than 1 volume type');
    else yield* errors;
    found = true;
  }
  if (!found) yield required(path, 'must specify a volume type');
}
