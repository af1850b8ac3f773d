import type { Mapping } from '../discovery.ts';

export interface PrintItem {
  readonly object: unknown;
  /** Absent for what is no object of the API, e.g. a list made by kubectl. */
  readonly mapping?: Mapping;
}

export interface PrinterOptions {
  /** What stood behind the `=` of `-o`, or in `--template`. */
  readonly argument: string;
  readonly showManagedFields: boolean;
  readonly noHeaders: boolean;
  readonly allowMissingKeys: boolean;
  /** Keys of JSON in the order of their types, as for objects that kubectl itself made, rather than sorted. */
  readonly keepOrder: boolean;
  /** Writes what is to be seen although the printing fails. */
  printPartly(text: string): void;
  /** Reads a file that an option names. Throws CommandError that begins with `complaint`. */
  readFile(path: string, complaint: string): string;
}

/** One call prints one object and returns its text. */
export type Print = (item: PrintItem) => string;

/** A format of `-o` for whole objects. */
export interface Printer {
  /** Names as in `-o`. */
  readonly names: readonly string[];
  /** Prints `-o name=argument`, so that an empty argument is an error. */
  readonly needsArgument?: boolean;
  /** Whether several objects are printed one by one rather than as one List. */
  readonly oneByOne?: boolean;
  /** Throws CommandError when the argument cannot be used. */
  create(options: PrinterOptions): Print;
}

export function definePrinter(printer: Printer): Printer {
  return printer;
}
