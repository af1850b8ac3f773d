import type { RequestOptions } from '../../api/request.ts';
import { CommandError } from './errors.ts';
import type { Invocation } from './invocation.ts';
import type { DryRun } from './printers/result.ts';

/** What `--validate` asks of the server. Throws CommandError for other words. */
export function fieldValidation(invocation: Invocation): 'Strict' | 'Warn' | 'Ignore' {
  const value = invocation.flags.string('validate');
  if (value === 'strict' || value === 'true') return 'Strict';
  if (value === 'warn') return 'Warn';
  if (value === 'ignore' || value === 'false') return 'Ignore';
  throw new CommandError(
    `invalid - validate option ${JSON.stringify(value)}; must be one of: strict (or true), warn, ignore (or false)`,
  );
}

/** Options of a write as the flags of the command set them. */
export function writeOptions(invocation: Invocation, dryRun: DryRun): RequestOptions {
  const { flags } = invocation;
  return {
    ...(dryRun === 'server' ? { dryRun: true } : {}),
    ...(flags.defines('field-manager') ? { fieldManager: flags.string('field-manager') } : {}),
    ...(flags.defines('validate') ? { fieldValidation: fieldValidation(invocation) } : {}),
  };
}
