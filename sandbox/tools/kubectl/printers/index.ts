import { customColumnsFilePrinter, customColumnsPrinter } from './custom-columns.ts';
import type { Printer } from './define-printer.ts';
import { goTemplateFilePrinter, goTemplatePrinter } from './go-template.ts';
import { jsonPrinter } from './json.ts';
import { jsonpathAsJsonPrinter, jsonpathFilePrinter, jsonpathPrinter } from './jsonpath.ts';
import { kyamlPrinter } from './kyaml.ts';
import { namePrinter } from './name.ts';
import { yamlPrinter } from './yaml.ts';

/** Every format of `-o` for whole objects. */
export const printers: readonly Printer[] = [
  jsonPrinter,
  yamlPrinter,
  kyamlPrinter,
  namePrinter,
  jsonpathPrinter,
  jsonpathFilePrinter,
  jsonpathAsJsonPrinter,
  goTemplatePrinter,
  goTemplateFilePrinter,
  customColumnsPrinter,
  customColumnsFilePrinter,
];
