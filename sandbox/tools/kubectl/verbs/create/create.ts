import { defineVerb } from '../../define-verb.ts';
import { EDIT_NOTICE, editObjects, type EditMode } from '../../editing.ts';
import { CommandError, throwAll, withSource } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import { fieldValidation, writeOptions } from '../../field-validation.ts';
import { withLastApplied } from '../../patch/last-applied.ts';
import { dryRunOf, resultPrinter } from '../../printers/result.ts';
import { select } from '../../resources/resources.ts';
import {
  dryRunFlag,
  fieldManagerFlag,
  filenameFlags,
  printFlags,
  saveConfigFlag,
  selectorFlag,
  validateFlag,
  refusedFlags,
} from '../../shared-flags.ts';
import { createRole, createClusterRole } from './create-role.ts';
import { createRoleBinding, createClusterRoleBinding } from './create-role-binding.ts';
import { createCronJob, createJob } from './create-job.ts';
import { createIngress } from './create-ingress.ts';
import { createPodDisruptionBudget } from './create-pod-disruption-budget.ts';
import { createPriorityClass } from './create-priority-class.ts';
import { createQuota } from './create-quota.ts';
import { createToken } from './create-token.ts';
import { createConfigMap } from './create-configmap.ts';
import { createDeployment } from './create-deployment.ts';
import { createNamespace } from './create-namespace.ts';
import { createSecret } from './create-secret.ts';
import { createService } from './create-service.ts';
import { createServiceAccount } from './create-service-account.ts';

export const create = defineVerb({
  name: 'create',
  usage: 'create -f FILENAME',
  summary: 'Create a resource from a file or from flags',
  description: 'Creates what is in the files, or one object of a kind from flags. What is there already is an error.',
  arguments: 'files',
  flags: [
    ...refusedFlags('write a file and create that', 'raw', 'windows-line-endings!'),
    { name: 'edit', type: 'bool', help: 'Open the object in the editor before it is created' },
    ...filenameFlags(),
    selectorFlag,
    ...printFlags,
    dryRunFlag,
    validateFlag,
    saveConfigFlag,
    fieldManagerFlag('kubectl-create'),
  ],
  examples: [
    { comment: 'From a file', command: 'kubectl create -f web.yaml' },
    { comment: 'A Deployment', command: 'kubectl create deployment web --image=nginx:1.27' },
    {
      comment: 'Only show what it would be',
      command: 'kubectl create deployment web --image=nginx:1.27 --dry-run=client -o yaml',
    },
  ],
  subcommands: [
    createClusterRole,
    createClusterRoleBinding,
    createConfigMap,
    createCronJob,
    createDeployment,
    createIngress,
    createJob,
    createNamespace,
    createPodDisruptionBudget,
    createPriorityClass,
    createQuota,
    createRole,
    createRoleBinding,
    createSecret,
    createService,
    createServiceAccount,
    createToken,
  ],
  async run(invocation) {
    const { flags, args, cluster } = invocation;
    if (args.length > 0) throw invocation.usageError(`Unexpected args: [${args.join(' ')}]`);
    const filenames = flags.list('filename');
    if (filenames.length === 0 && flags.string('kustomize') === '') throw new CommandError('must specify one of -f and -k');
    const dryRun = dryRunOf(invocation);
    fieldValidation(invocation);
    const printer = resultPrinter(invocation, dryRun);
    const selection = await select(invocation, {
      filenames,
      kustomize: flags.string('kustomize'),
      recursive: flags.bool('recursive'),
      labelSelector: flags.string('selector'),
    });
    if (selection.kind !== 'objects') return;
    const errors: unknown[] = [];
    if (selection.targets.length === 0 && selection.errors.length === 0) throw new CommandError('no objects passed to create');
    for (const { mapping, namespace, object, source } of selection.targets) {
      if (object === undefined) continue;
      const body = flags.bool('save-config') ? withLastApplied(object) : object;
      try {
        if (flags.bool('edit')) {
          await editObjects(
            invocation,
            [{ mapping, namespace, name: object.metadata.name ?? '', object }],
            createdAfterEdit(invocation),
          );
          continue;
        }
        const created =
          dryRun === 'client' ? body : await cluster.create(mapping, namespace, body, writeOptions(invocation, dryRun));
        printer.print(mapping, created, 'created');
      } catch (error) {
        errors.push(withSource(error, 'creating', source));
      }
    }
    throwAll([...errors, ...selection.errors]);
  },
});

const createdAfterEdit = (invocation: Invocation): EditMode => ({
  notice: EDIT_NOTICE,
  done: 'created',
  keepsIdentity: false,
  again: false,
  async send({ mapping, namespace }, edited) {
    const body = invocation.flags.bool('save-config') ? withLastApplied(edited) : edited;
    return invocation.cluster.create(mapping, namespace, body, writeOptions(invocation, 'none'));
  },
});
