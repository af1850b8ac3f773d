import { defineVerb } from '../define-verb.ts';
import { CommandError } from '../errors.ts';
import { kustomizedText } from '../kustomize/kustomized-documents.ts';
import { buildKustomization } from '../kustomize/build.ts';

const ABSENT = 'the parts of kustomize that it belongs to are not simulated';

export const kustomize = defineVerb({
  name: 'kustomize',
  usage: 'kustomize DIR [flags]',
  summary: 'Build a kustomization target from a directory or URL',
  description: 'Prints what a kustomization comes to, without sending it anywhere.',
  arguments: 'files',
  flags: [
    { name: 'output', shorthand: 'o', type: 'string', completes: 'file', help: 'File to write to' },
    { name: 'as-current-user', type: 'bool', help: 'User of functions', notSimulated: ABSENT },
    { name: 'enable-alpha-plugins', type: 'bool', help: 'Plug-ins', notSimulated: ABSENT },
    { name: 'enable-helm', type: 'bool', help: 'Charts', notSimulated: ABSENT },
    { name: 'env', shorthand: 'e', type: 'array', help: 'Environment of functions', notSimulated: ABSENT },
    { name: 'helm-api-versions', type: 'array', help: 'API versions for charts', notSimulated: ABSENT },
    { name: 'helm-command', type: 'string', default: 'helm', help: 'The helm to use', notSimulated: ABSENT },
    { name: 'helm-debug', type: 'bool', help: 'Output of helm', notSimulated: ABSENT },
    { name: 'helm-kube-version', type: 'string', help: 'Version for charts', notSimulated: ABSENT },
    {
      name: 'load-restrictor',
      type: 'string',
      default: 'LoadRestrictionsRootOnly',
      help: 'Which files may be read',
      notSimulated: ABSENT,
    },
    { name: 'mount', type: 'array', help: 'Mounts of functions', notSimulated: ABSENT },
    { name: 'network', type: 'bool', help: 'Network of functions', notSimulated: ABSENT },
    { name: 'network-name', type: 'string', default: 'bridge', help: 'Network of functions', notSimulated: ABSENT },
  ],
  examples: [{ comment: 'What would be applied', command: 'kubectl kustomize overlays/production' }],
  async run(invocation) {
    const [folder = '.', ...more] = invocation.args;
    if (more.length > 0) throw new CommandError('specify one path to kustomization.yaml');
    const { files } = invocation.process;
    const text = kustomizedText(buildKustomization(files, invocation.absolute(folder), folder));
    const output = invocation.flags.string('output');
    if (output === '') invocation.out(text);
    else files.write(invocation.absolute(output), text);
  },
});
