import type { FlagDefinition } from './flags.ts';

/** Flags that every command takes. */
export const globalFlags: readonly FlagDefinition[] = [
  { name: 'namespace', shorthand: 'n', type: 'string', completes: 'namespace', help: 'Namespace to work in' },
  { name: 'context', type: 'string', completes: 'context', help: 'Context of the kubeconfig file to use' },
  { name: 'cluster', type: 'string', completes: 'cluster', help: 'Cluster of the kubeconfig file to use' },
  { name: 'user', type: 'string', completes: 'user', help: 'User of the kubeconfig file to use' },
  { name: 'kubeconfig', type: 'string', completes: 'file', help: 'Kubeconfig file to read' },
  { name: 'server', shorthand: 's', type: 'string', help: 'Address of the API server' },
  { name: 'as', type: 'string', help: 'User to impersonate' },
  { name: 'as-group', type: 'array', help: 'Group to impersonate; may be repeated' },
  { name: 'as-uid', type: 'string', help: 'UID to impersonate' },
  { name: 'token', type: 'string', help: 'Bearer token to authenticate with' },
  { name: 'request-timeout', type: 'string', default: '0', help: 'Longest time to wait for one answer; 0 waits for ever' },
  { name: 'v', shorthand: 'v', type: 'int', default: '0', help: 'Log verbosity', notSimulated: 'kubectl writes no log here' },
  {
    name: 'warnings-as-errors',
    type: 'bool',
    help: 'Treat warnings of the server as errors and exit with a non-zero code',
  },
  { name: 'help', shorthand: 'h', type: 'bool', help: 'Help for the command' },
];

export const outputFlag = (help = 'Output format'): FlagDefinition => ({
  name: 'output',
  shorthand: 'o',
  type: 'string',
  values: ['json', 'yaml', 'name', 'wide', 'jsonpath=', 'custom-columns=', 'go-template='],
  help,
});

/** `-o` with the flags that the printers of whole objects look at. */
export const printFlags: readonly FlagDefinition[] = [
  outputFlag('Output format: json, yaml, name, go-template, jsonpath and their -file variants'),
  { name: 'template', type: 'string', help: 'Template for -o go-template and -o jsonpath' },
  { name: 'allow-missing-template-keys', type: 'bool', default: 'true', help: 'Take missing fields in templates for empty' },
  { name: 'show-managed-fields', type: 'bool', help: 'Keep metadata.managedFields in JSON and YAML' },
];

export const filenameFlags = (help = 'Files, folders or - for standard input'): readonly FlagDefinition[] => [
  { name: 'filename', shorthand: 'f', type: 'list', completes: 'file', help },
  { name: 'recursive', shorthand: 'R', type: 'bool', help: 'Go through the folders given with -f recursively' },
  { name: 'kustomize', shorthand: 'k', type: 'string', completes: 'file', help: 'Folder with a kustomization file' },
];

export const selectorFlag: FlagDefinition = {
  name: 'selector',
  shorthand: 'l',
  type: 'string',
  help: 'Label selector, e.g. app=web,tier!=db',
};

export const fieldSelectorFlag: FlagDefinition = {
  name: 'field-selector',
  type: 'string',
  help: 'Field selector, e.g. status.phase=Running',
};

export const chunkSizeFlag: FlagDefinition = {
  name: 'chunk-size',
  type: 'int',
  default: '500',
  help: 'How many objects to ask for at a time',
  notSimulated: 'lists come whole',
};

export const allNamespacesFlag: FlagDefinition = {
  name: 'all-namespaces',
  shorthand: 'A',
  type: 'bool',
  help: 'Look in all namespaces',
};

export const allFlag = (help = 'All resources of the type in the namespace'): FlagDefinition => ({
  name: 'all',
  type: 'bool',
  help,
});

export const dryRunFlag: FlagDefinition = {
  name: 'dry-run',
  type: 'string',
  default: 'none',
  alone: 'unchanged',
  values: ['none', 'client', 'server'],
  help: 'With client nothing is sent, with server nothing is kept',
};

export const fieldManagerFlag = (name: string): FlagDefinition => ({
  name: 'field-manager',
  type: 'string',
  default: name,
  help: 'Name under which field ownership is tracked',
});

export const validateFlag: FlagDefinition = {
  name: 'validate',
  type: 'string',
  default: 'strict',
  alone: 'strict',
  values: ['strict', 'warn', 'ignore'],
  help: 'What to do about unknown and duplicate fields',
};

export const saveConfigFlag: FlagDefinition = {
  name: 'save-config',
  type: 'bool',
  help: 'Keep the configuration in an annotation, for a later kubectl apply',
};

export const containerFlag: FlagDefinition = {
  name: 'container',
  shorthand: 'c',
  type: 'string',
  completes: 'container',
  help: 'Name of the container',
};

export const overwriteFlag = (what: string): FlagDefinition => ({
  name: 'overwrite',
  type: 'bool',
  help: `Allow existing ${what} to be replaced`,
});
