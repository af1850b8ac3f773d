import { FileError } from '../../../host/index.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import type { Print, Printer } from './define-printer.ts';
import { printers } from './index.ts';

const GET_FORMATS =
  'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml';
const OBJECT_FORMATS =
  'go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml';

export interface ChosenPrinter {
  readonly printer: Printer;
  readonly print: Print;
}

/** The printer that `-o` asks for; undefined without `-o` (and for `wide`, which is a table). Throws CommandError. */
export function choosePrinter(
  invocation: Invocation,
  options: { readonly keepOrder?: boolean; readonly forGet?: boolean; readonly otherwise?: string } = {},
): ChosenPrinter | undefined {
  const { flags } = invocation;
  const output = flags.string('output') || (options.otherwise ?? '');
  const template = flags.defines('template') ? flags.string('template') : '';
  if (output === '' && template === '') return undefined;
  if (output === 'wide' && options.forGet === true) return undefined;
  const [format, argument] = splitFormat(output === '' ? 'go-template' : output, template);
  const printer = printers.find(({ names }) => names.includes(format));
  if (printer === undefined) {
    throw new CommandError(
      `unable to match a printer suitable for the output format "${format}", allowed formats are: ${options.forGet === true ? GET_FORMATS : OBJECT_FORMATS}`,
    );
  }
  const print = printer.create({
    argument,
    showManagedFields: flags.defines('show-managed-fields') && flags.bool('show-managed-fields'),
    noHeaders: flags.defines('no-headers') && flags.bool('no-headers'),
    allowMissingKeys: !flags.defines('allow-missing-template-keys') || flags.bool('allow-missing-template-keys'),
    keepOrder: options.keepOrder ?? false,
    printPartly: (text) => invocation.out(text),
    readFile: (path, complaint) => {
      try {
        return invocation.process.files.readText(invocation.absolute(path));
      } catch (error) {
        if (error instanceof FileError)
          throw new CommandError(
            `${complaint} ${path}, ${error.code === 'EISDIR' ? `read ${path}: is a directory` : `open ${path}: no such file or directory`}`,
          );
        throw error;
      }
    },
  });
  return { printer, print };
}

function splitFormat(output: string, template: string): readonly [string, string] {
  const equals = output.indexOf('=');
  return equals < 0 ? [output, template] : [output.slice(0, equals), output.slice(equals + 1)];
}
