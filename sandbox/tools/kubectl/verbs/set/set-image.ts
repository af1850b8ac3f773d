import { changeObjects, containersNamed, templateOf } from '../../build/change-template.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';
import { readResourceWords, select } from '../../resources/resources.ts';
import { readPairs } from '../../resources/pairs.ts';
import { setFlags } from './set-flags.ts';

export const setImage = defineVerb({
  name: 'image',
  usage: 'image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  summary: 'Update the image of a pod template',
  arguments: 'resources',
  typed: true,
  attempts: 4,
  flags: setFlags,
  examples: [
    { comment: 'A new version of one container', command: 'kubectl set image deployment/web nginx=nginx:1.28' },
    { comment: 'The same image for all containers', command: "kubectl set image deployment/web '*=nginx:1.28'" },
  ],
  async run(invocation) {
    const { words, set } = readPairs(invocation.args, 'image');
    if (words.length === 0 && invocation.flags.list('filename').length === 0) await select(invocation, { words });
    if (set.size === 0 && words.some((word) => word.includes('/')) && words.some((word) => !word.includes('/')))
      readResourceWords(words);
    if (set.size === 0) throw new CommandError('at least one image update is required');
    if (set.size > 1 && [...set.keys()].some((name) => name === '*'))
      throw new CommandError(
        'all containers are already specified by *, but saw more than one container_name=container_image pairs',
      );
    await changeObjects(invocation, {
      words,
      operation: 'image updated',
      fieldManager: 'kubectl-set',
      refusal: 'failed to patch image update to pod template:',
      change(draft, target) {
        const template = templateOf(invocation, draft, target);
        for (const [name, image] of set) {
          const containers = containersNamed(template, name);
          if (containers.length === 0) throw new CommandError(`unable to find container named ${JSON.stringify(name)}`);
          for (const container of containers) container.image = image;
        }
      },
    });
  },
});
