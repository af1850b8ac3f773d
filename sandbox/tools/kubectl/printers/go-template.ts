import { CommandError } from '../errors.ts';
import { execute } from '../go-template/evaluate.ts';
import { functionNames } from '../go-template/functions.ts';
import { TemplateError } from '../go-template/lex.ts';
import { parse, type Template } from '../go-template/parse.ts';
import { plainText } from '../go-template/values.ts';
import { compactJson } from '../../../core/json-text.ts';
import { definePrinter, type Print, type PrinterOptions } from './define-printer.ts';

function printerOf(source: string, { allowMissingKeys, printPartly }: PrinterOptions): Print {
  if (source === '') throw new CommandError('template format specified but no template given');
  let template: Template;
  try {
    template = parse(source, functionNames);
  } catch (error) {
    if (error instanceof TemplateError) throw new CommandError(`error parsing template ${source}, ${error.message}`);
    throw error;
  }
  return ({ object }) => {
    try {
      return execute(template, object, { strict: !allowMissingKeys });
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      printPartly(
        [
          `Error executing template: ${error.message}. Printing more information for debugging the template:`,
          `\ttemplate was:\n\t\t${source}`,
          `\traw data was:\n\t\t${compactJson(object)}`,
          `\tobject given to template engine was:\n\t\t${plainText(object)}\n\n`,
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
