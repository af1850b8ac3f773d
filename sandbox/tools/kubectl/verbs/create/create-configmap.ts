import { configMaps } from '../../../../schema/resources.ts';
import { appendHashFlag, createObject, creationFlags, nameArgument } from '../../build/create-object.ts';
import { dataEntries, dataFlags } from '../../build/data-entries.ts';
import { defineVerb } from '../../define-verb.ts';

export const createConfigMap = defineVerb({
  name: 'configmap',
  aliases: ['cm'],
  usage: 'configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  summary: 'Create a ConfigMap from files, folders or literal values',
  arguments: 'newName',
  attempts: 0,
  resource: 'configmaps',
  flags: [...creationFlags, ...dataFlags, appendHashFlag],
  examples: [
    { comment: 'From values', command: 'kubectl create configmap shop --from-literal=color=red --from-literal=size=10' },
    { comment: 'From a file, under its name', command: 'kubectl create configmap shop --from-file=app.properties' },
  ],
  async run(invocation) {
    const name = nameArgument(invocation);
    const data = Object.fromEntries([...dataEntries(invocation, name, 'ConfigMap')].sort(([a], [b]) => (a < b ? -1 : 1)));
    await createObject(invocation, configMaps, Object.keys(data).length === 0 ? {} : { data }, {
      name,
      failure: 'failed to create configmap: ',
    });
  },
});
