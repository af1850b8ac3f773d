import { CommandError } from '../errors.ts';
import { findResults, goSyntax, renderTemplate } from '../jsonpath/evaluate.ts';
import { JsonPathError, parseTemplate, type Node } from '../jsonpath/parse.ts';
import { toJson } from '../output/json.ts';
import { definePrinter, type Print, type PrinterOptions } from './define-printer.ts';

function printerOf(template: string, print: (nodes: readonly Node[], object: unknown) => string): Print {
  if (template === '') throw new CommandError('template format specified but no template given');
  let nodes: readonly Node[];
  try {
    nodes = parseTemplate(template);
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(`error parsing jsonpath ${template}, ${error.message}`);
    throw error;
  }
  return ({ object }) => {
    try {
      return print(nodes, object);
    } catch (error) {
      if (!(error instanceof JsonPathError)) throw error;
      throw new CommandError(
        [
          `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${error.message}. Printing more information for debugging the template:`,
          '\ttemplate was:',
          `\t\t${template}`,
          '\tobject given to jsonpath engine was:',
          `\t\t${goSyntax(object)}`,
          '\n',
        ].join('\n'),
      );
    }
  };
}

const strictness = (options: PrinterOptions): { readonly strict: boolean } => ({ strict: !options.allowMissingKeys });

export const jsonpathPrinter = definePrinter({
  names: ['jsonpath'],
  needsArgument: true,
  create: (options) => printerOf(options.argument, (nodes, object) => renderTemplate(nodes, object, strictness(options))),
});

export const jsonpathFilePrinter = definePrinter({
  names: ['jsonpath-file'],
  needsArgument: true,
  create: (options) =>
    printerOf(options.readFile(options.argument, 'error reading --template'), (nodes, object) =>
      renderTemplate(nodes, object, strictness(options)),
    ),
});

export const jsonpathAsJsonPrinter = definePrinter({
  names: ['jsonpath-as-json'],
  needsArgument: true,
  create: (options) =>
    printerOf(options.argument, (nodes, object) =>
      findResults(nodes, object, strictness(options))
        .map((values) => `${toJson(values)}\n`)
        .join(''),
    ),
});
