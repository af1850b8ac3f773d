import { deployments } from '../../../../schema/resources.ts';
import { containerNameOf } from '../../build/containers.ts';
import { commandArguments, createObject, creationFlags, nameArgument } from '../../build/create-object.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';

export const createDeployment = defineVerb({
  name: 'deployment',
  aliases: ['deploy'],
  usage: 'deployment NAME --image=image -- [COMMAND] [args...]',
  summary: 'Create a Deployment with this name and image',
  arguments: 'newName',
  attempts: 0,
  resource: 'deployments.apps',
  flags: [
    ...creationFlags,
    { name: 'image', type: 'list', required: true, help: 'Image to run; several make several containers' },
    { name: 'port', type: 'int', default: '-1', help: 'Port that the container exposes' },
    { name: 'replicas', shorthand: 'r', type: 'int', default: '1', help: 'How many Pods' },
  ],
  examples: [
    { comment: 'Three Pods of nginx', command: 'kubectl create deployment web --image=nginx:1.27 --replicas=3' },
    { comment: 'With a command', command: 'kubectl create deployment clock --image=busybox:1.36 -- date' },
  ],
  async run(invocation) {
    const { flags } = invocation;
    const name = nameArgument(invocation);
    const images = flags.list('image');
    const command = commandArguments(invocation);
    if (images.length > 1 && command.length > 0) throw new CommandError('cannot specify multiple --image options and command');
    const port = flags.int('port');
    const containers = images.map((image) => ({
      name: containerNameOf(image),
      image,
      ...(command.length > 0 ? { command } : {}),
      ...(port >= 0 ? { ports: [{ containerPort: port }] } : {}),
      resources: {},
    }));
    const labels = { app: name };
    await createObject(
      invocation,
      deployments,
      {
        spec: {
          replicas: flags.int('replicas'),
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers } },
          strategy: {},
        },
        status: {},
      },
      { name, labels, failure: 'failed to create deployment: ' },
    );
  },
});
