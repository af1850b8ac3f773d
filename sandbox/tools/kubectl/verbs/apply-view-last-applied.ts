import { defineVerb } from '../define-verb.ts';
import { toJson } from '../output/json.ts';
import { toYaml } from '../../../core/yaml-text.ts';
import { lastApplied } from '../patch/last-applied.ts';
import { fetchOrThrow, select } from '../resources/resources.ts';
import { allFlag, filenameFlags, selectorFlag } from '../shared-flags.ts';

export const viewLastApplied = defineVerb({
  name: 'view-last-applied',
  usage: 'view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)',
  summary: 'Show the configuration that was applied the last time',
  arguments: 'resources',
  flags: [
    ...filenameFlags(),
    selectorFlag,
    allFlag(),
    { name: 'output', shorthand: 'o', type: 'string', default: 'yaml', values: ['yaml', 'json'], help: 'Output format' },
  ],
  examples: [{ comment: 'As YAML', command: 'kubectl apply view-last-applied deployment/web' }],
  async run(invocation) {
    const { flags } = invocation;
    const format = flags.string('output');
    if (format !== 'yaml' && format !== 'json') {
      throw invocation.usageError(`Unexpected -o output mode: ${format}, the flag 'output' must be one of yaml|json`);
    }
    const selection = await select(invocation, {
      filenames: flags.list('filename'),
      kustomize: flags.string('kustomize'),
      recursive: flags.bool('recursive'),
      labelSelector: flags.string('selector'),
      all: flags.bool('all'),
    });
    for (const { object } of await fetchOrThrow(invocation, selection)) {
      const applied = lastApplied(object);
      // The real program means to complain here, and loses the complaint.
      if (applied === undefined) continue;
      invocation.out(format === 'yaml' ? toYaml(applied) : `${toJson(applied, { indent: 2 })}\n`);
    }
  },
});
