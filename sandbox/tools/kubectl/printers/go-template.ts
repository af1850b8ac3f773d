import { goValueOfJson } from '../../../charts/chart-json.ts';
import {
  fn,
  GoError,
  GoTemplateError,
  parseGoTemplate,
  plainText,
  variadic,
  type GoTemplate,
  type GoValue,
} from '../../../charts/template/go-template.ts';
import { decodeBase64 } from '../../../core/base64.ts';
import { compactJson } from '../../../core/json-text.ts';
import type { JsonValue } from '../../../core/json.ts';
import { textOfUtf8, utf8Length } from '../../../core/utf8.ts';
import { CommandError } from '../errors.ts';
import { definePrinter, type Print, type PrinterOptions } from './define-printer.ts';

/** Whether there is something at the end of a path of keys and indexes. Models exists of kubectl's template printer. */
function exists(item: GoValue, ...path: GoValue[]): boolean {
  let at: GoValue | undefined = item;
  for (const [index, step] of path.entries()) {
    if (at instanceof Map && typeof step === 'string') at = at.get(step);
    else if (Array.isArray(at) && typeof step === 'bigint') at = at[Number(step)];
    // What a text consists of has no parts of its own.
    else if (typeof at === 'string' && typeof step === 'bigint')
      return index === path.length - 1 && step >= 0n && step < BigInt(utf8Length(at));
    else return false;
    if (at === undefined || at === null) return false;
  }
  return at !== null;
}

function base64Decode(text: string): string {
  try {
    return textOfUtf8(decodeBase64(text));
  } catch (error) {
    throw error instanceof RangeError ? new GoError(`base64 decode failed: ${error.message}`) : error;
  }
}

const functions = { exists: variadic(['any', 'any'], exists), base64decode: fn(['string'], base64Decode) };

function printerOf(source: string, { allowMissingKeys, printPartly }: PrinterOptions): Print {
  if (source === '') throw new CommandError('template format specified but no template given');
  let template: GoTemplate;
  try {
    template = parseGoTemplate('output', source, functions);
  } catch (error) {
    if (error instanceof GoTemplateError) throw new CommandError(`error parsing template ${source}, ${error.message}`);
    throw error;
  }
  return ({ object }) => {
    const data = goValueOfJson(object as JsonValue, 'int64');
    try {
      return template.execute(data, { missingKeys: allowMissingKeys ? 'allowed' : 'refused' });
    } catch (error) {
      if (!(error instanceof GoTemplateError)) throw error;
      printPartly(
        [
          `Error executing template: ${error.message}. Printing more information for debugging the template:`,
          `\ttemplate was:\n\t\t${source}`,
          `\traw data was:\n\t\t${compactJson(object)}`,
          `\tobject given to template engine was:\n\t\t${plainText(data)}\n\n`,
        ].join('\n'),
      );
      throw new CommandError(`error executing template ${JSON.stringify(source)}: ${error.message}`);
    }
  };
}

export const goTemplatePrinter = definePrinter({
  names: ['go-template', 'template'],
  needsArgument: true,
  create: (options) => printerOf(options.argument, options),
});

export const goTemplateFilePrinter = definePrinter({
  names: ['go-template-file', 'templatefile'],
  needsArgument: true,
  create: (options) => printerOf(options.readFile(options.argument, 'error reading --template'), options),
});
