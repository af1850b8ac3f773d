import { defineVerb } from '../define-verb.ts';
import { globalFlags } from '../shared-flags.ts';
import { optionsOf } from '../usage.ts';

export const options = defineVerb({
  name: 'options',
  usage: 'options',
  summary: 'Print the list of flags inherited by all commands',
  arguments: 'none',
  async run(invocation) {
    const title = 'The following options can be passed to any command:\n';
    invocation.line(optionsOf(globalFlags, title).join('\n'));
  },
});
