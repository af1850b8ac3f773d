import { toYaml } from '../../../core/yaml-text.ts';
import { definePrinter } from './define-printer.ts';
import { withoutManagedFields } from './managed-fields.ts';

export const yamlPrinter = definePrinter({
  names: ['yaml'],
  create({ showManagedFields }) {
    let count = 0;
    return ({ object }) => `${count++ > 0 ? '---\n' : ''}${toYaml(showManagedFields ? object : withoutManagedFields(object))}`;
  },
});
