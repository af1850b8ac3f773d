import { toKyaml } from '../output/kyaml.ts';
import { definePrinter } from './define-printer.ts';
import { withoutManagedFields } from './managed-fields.ts';

export const kyamlPrinter = definePrinter({
  names: ['kyaml'],
  create:
    ({ showManagedFields }) =>
    ({ object }) =>
      toKyaml(showManagedFields ? object : withoutManagedFields(object)),
});
