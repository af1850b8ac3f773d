import { packSchema, schemaNames, type SchemaName } from '../../course/pack/json-schema.ts';
import { join } from '../../platform/paths.ts';
import { CommandError, defineCommand, printJson } from '../define-command.ts';

export const packSchemaCommand = defineCommand({
  name: 'pack schema',
  summary: 'Print the JSON Schema of a file of a pack, for editors',
  usage: `[${schemaNames.join('|')}]`,
  most: 1,
  options: { out: { type: 'string', value: 'FOLDER', summary: 'write all of them into this folder instead' } },
  examples: [
    { line: 'kubetutor pack schema lesson > lesson.schema.json', does: 'the form of lesson.yaml' },
    { line: 'kubetutor pack schema --out .schema', does: 'the forms of all files' },
  ],
  async run({ console, options, positionals }) {
    const { out } = options;
    if (typeof out === 'string') {
      for (const name of schemaNames) {
        const file = join(out, `${name}.schema.json`);
        console.writeFile(file, `${JSON.stringify(packSchema(name), null, 1)}\n`);
        console.out(`${file}\n`);
      }
      return 0;
    }
    const [name = 'lesson'] = positionals;
    if (!isSchemaName(name)) throw new CommandError(`expected one of ${schemaNames.join(', ')}, found ${name}`, 2);
    printJson(console, packSchema(name));
    return 0;
  },
});

function isSchemaName(name: string): name is SchemaName {
  return schemaNames.some((one) => one === name);
}
