import type { FlagDefinition } from './flags.ts';

/** Flags that the real kubectl has and that are refused here; `!` at the end marks those without a value. */
export const refusedFlags = (why: string, ...names: readonly string[]): readonly FlagDefinition[] =>
  names.map((name) => ({
    name: name.replace('!', ''),
    type: name.endsWith('!') ? 'bool' : 'string',
    help: 'Not simulated',
    refused: why,
  }));

const NO_TLS = 'connections here have no certificates';
const NO_PROFILE = 'there is no process to look into';

/** Flags of the connection and of the program itself, which change nothing here. */
const idleFlags: readonly FlagDefinition[] = [
  {
    name: 'cache-dir',
    type: 'string',
    completes: 'file',
    help: 'Folder of the cache',
    notSimulated: 'what was discovered is kept in memory, not in files',
  },
  {
    name: 'certificate-authority',
    type: 'string',
    completes: 'file',
    help: 'Certificate of the authority',
    notSimulated: NO_TLS,
  },
  { name: 'client-certificate', type: 'string', completes: 'file', help: 'Certificate to show', notSimulated: NO_TLS },
  { name: 'client-key', type: 'string', completes: 'file', help: 'Key of the certificate', notSimulated: NO_TLS },
  { name: 'insecure-skip-tls-verify', type: 'bool', help: 'Trust whatever answers', notSimulated: NO_TLS },
  { name: 'tls-server-name', type: 'string', help: 'Name that the certificate has to be for', notSimulated: NO_TLS },
  { name: 'disable-compression', type: 'bool', help: 'Ask for plain answers', notSimulated: 'answers are never compressed' },
  {
    name: 'log-flush-frequency',
    type: 'duration',
    default: '5s',
    help: 'How often to write the log',
    notSimulated: 'kubectl writes no log here',
  },
  { name: 'vmodule', type: 'string', help: 'Log verbosity by file', notSimulated: 'kubectl writes no log here' },
  {
    name: 'match-server-version',
    type: 'bool',
    help: 'Only speak to a server of the same version',
    notSimulated: 'both have one version',
  },
  { name: 'profile', type: 'string', default: 'none', help: 'What to profile', notSimulated: NO_PROFILE },
  { name: 'profile-output', type: 'string', default: 'profile.pprof', help: 'File of the profile', notSimulated: NO_PROFILE },
  ...refusedFlags('the API server knows no passwords', 'username', 'password'),
];

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
  ...idleFlags,
  { name: 'help', shorthand: 'h', type: 'bool', help: 'Help for the command' },
];

export const outputFlag = (help = 'Output format'): FlagDefinition => ({
  name: 'output',
  shorthand: 'o',
  type: 'string',
  values: ['json', 'yaml', 'kyaml', 'name', 'wide', 'jsonpath=', 'custom-columns=', 'go-template='],
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

export const localFlag: FlagDefinition = {
  name: 'local',
  type: 'bool',
  help: 'Only change what the file says, without the server',
};

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
