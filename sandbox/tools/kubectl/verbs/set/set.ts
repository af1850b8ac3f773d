import { defineVerb } from '../../define-verb.ts';
import { setEnv } from './set-env.ts';
import { setImage } from './set-image.ts';
import { setResources } from './set-resources.ts';
import { setSelector } from './set-selector.ts';
import { setServiceAccount } from './set-service-account.ts';
import { setSubject } from './set-subject.ts';

export const set = defineVerb({
  name: 'set',
  usage: 'set SUBCOMMAND',
  summary: 'Change one aspect of a resource',
  description: 'Changes images, environment, resources and the like of workloads that are there already.',
  arguments: 'none',
  attempts: 4,
  subcommands: [setEnv, setImage, setResources, setSelector, setServiceAccount, setSubject],
});
