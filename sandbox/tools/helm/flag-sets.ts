import type { FlagDefinition, FlagType } from '../kubectl/flags.ts';

const flag = (name: string, type: FlagType, help: string, more: Partial<FlagDefinition> = {}): FlagDefinition => ({
  name,
  type,
  help,
  ...more,
});

export const bool = (name: string, help: string, more: Partial<FlagDefinition> = {}): FlagDefinition =>
  flag(name, 'bool', help, more);
export const text = (name: string, help: string, more: Partial<FlagDefinition> = {}): FlagDefinition =>
  flag(name, 'string', help, more);
export const number = (name: string, help: string, value: number, more: Partial<FlagDefinition> = {}): FlagDefinition =>
  flag(name, 'int', help, { default: String(value), ...more });

const unlimited = 'requests are not held back';

/** Flags of every command. */
export const globalFlags: readonly FlagDefinition[] = [
  number('burst-limit', "the client's own limit of requests at once", 100, { notSimulated: unlimited }),
  bool('debug', 'tell more of what is done'),
  text('kube-apiserver', 'address of the API server'),
  flag('kube-as-group', 'array', 'a group to act as; may be given several times'),
  text('kube-as-user', 'somebody to act as'),
  text('kube-ca-file', "file with the authority of the API server's certificate"),
  text('kube-context', 'the context of the kubeconfig to use'),
  bool('kube-insecure-skip-tls-verify', "do not check the API server's certificate"),
  text('kube-tls-server-name', "the name that the API server's certificate has to bear"),
  text('kube-token', 'bearer token to authenticate with'),
  text('kubeconfig', 'path of the kubeconfig file'),
  text('namespace', 'the namespace to work in', { shorthand: 'n', completes: 'namespace' }),
  text('qps', "the client's own limit of requests a second", { notSimulated: unlimited }),
  text('registry-config', 'path of the file with the credentials of registries'),
  text('repository-cache', 'path of the folder that keeps the indexes of repositories'),
  text('repository-config', 'path of the file that lists the repositories'),
];

export const valueFlags: readonly FlagDefinition[] = [
  flag('set', 'array', 'set values: key1=val1,key2=val2; may be given several times'),
  flag('set-file', 'array', 'set values to what files hold: key1=path1,key2=path2'),
  flag('set-json', 'array', 'set values to JSON: key1=json1,key2=json2'),
  flag('set-literal', 'array', 'set a value to a text in which no character is special'),
  flag('set-string', 'array', 'set values to texts: key1=val1,key2=val2'),
  flag('values', 'list', 'take values from a YAML file; may be given several times', { shorthand: 'f', completes: 'file' }),
];

const notHere = 'charts come from this machine and from repositories that need no credentials';

export const chartPathFlags: readonly FlagDefinition[] = [
  text('ca-file', 'authority of the certificates of HTTPS servers', { notSimulated: notHere }),
  text('cert-file', "the client's certificate for HTTPS servers", { notSimulated: notHere }),
  bool('insecure-skip-tls-verify', 'do not check certificates when a chart is fetched', { notSimulated: notHere }),
  text('key-file', "the key of the client's certificate", { notSimulated: notHere }),
  text('keyring', 'file with the public keys for --verify', {
    default: '/home/learner/.gnupg/pubring.gpg',
    notSimulated: notHere,
  }),
  bool('pass-credentials', 'send credentials to every host', { notSimulated: notHere }),
  text('password', 'password for the repository', { notSimulated: notHere }),
  bool('plain-http', 'fetch charts over plain HTTP', { notSimulated: notHere }),
  text('repo', 'address of the repository that has the chart'),
  text('username', 'user name for the repository', { notSimulated: notHere }),
  bool('verify', 'check the signature of the package first'),
  text('version', 'a version, or a condition on versions such as ^2.0.0; the newest when absent'),
];

export const outputFlag: FlagDefinition = text('output', 'how to print: table, json or yaml', {
  shorthand: 'o',
  default: 'table',
  values: ['table', 'json', 'yaml'],
});

export const postRendererFlags: readonly FlagDefinition[] = [
  text('post-renderer', 'a program that changes the manifests before they are applied'),
  flag('post-renderer-args', 'array', 'an argument of the post-renderer'),
];

export const timeoutFlag: FlagDefinition = flag('timeout', 'duration', 'how long to wait for one operation', {
  default: '5m0s',
});

export const waitFlags: readonly FlagDefinition[] = [
  bool('wait', 'return when all Pods, claims and Services are ready, at most after --timeout'),
  bool('wait-for-jobs', 'with --wait, wait for the ends of Jobs as well'),
];

export const historyMaxFlag: FlagDefinition = number('history-max', 'how many revisions to keep; 0 for all', 10);

/** Flags of install, and of template, which pretends to install. */
export const installFlags: readonly FlagDefinition[] = [
  bool('atomic', 'uninstall again when the installation fails; implies --wait'),
  bool('create-namespace', 'make the namespace when it is not there'),
  bool('dependency-update', 'fetch missing dependencies before installing'),
  text('description', 'a description of your own'),
  bool('devel', "take versions under development too; the same as --version '>0.0.0-0'"),
  bool('disable-openapi-validation', 'do not check the manifests before they are sent'),
  text('dry-run', 'only show what would be installed: client or server', { alone: 'client' }),
  bool('enable-dns', 'let templates look names up', { notSimulated: 'templates are rendered without a network' }),
  bool('force', 'replace objects in place of patching them'),
  bool('generate-name', 'make up a name for the release', { shorthand: 'g' }),
  bool('hide-notes', 'do not show the notes'),
  flag('labels', 'list', 'labels of the release itself: key1=val1,key2=val2', { shorthand: 'l' }),
  text('name-template', 'a template for the name of the release'),
  bool('no-hooks', 'run no hooks'),
  bool('render-subchart-notes', 'show the notes of subcharts too'),
  bool('replace', 'use the name of a release that was uninstalled and keeps its history'),
  bool('skip-crds', 'do not install what stands in crds/'),
  bool('skip-schema-validation', 'do not check values against their schema'),
  bool('take-ownership', 'take over objects that are there already, whoever made them'),
  timeoutFlag,
  ...waitFlags,
  ...valueFlags,
  ...chartPathFlags,
];
