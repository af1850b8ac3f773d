import type { JsonObject } from '../../../../core/json.ts';
import { ingresses } from '../../../../schema/resources.ts';
import { createObject, creationFlags, nameArgument } from '../../build/create-object.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';

export const createIngress = defineVerb({
  name: 'ingress',
  aliases: ['ing'],
  usage: 'ingress NAME --rule=host/path=service:port[,tls[=secret]] ',
  summary: 'Create an ingress with the specified name',
  arguments: 'newName',
  attempts: 0,
  resource: 'ingresses.networking.k8s.io',
  flags: [
    ...creationFlags,
    { name: 'class', type: 'string', help: 'Ingress class to use' },
    { name: 'rule', type: 'array', help: 'host/path=service:port[,tls=secret]; a path that ends with * is a prefix' },
    { name: 'default-backend', type: 'string', help: 'Where everything else goes, service:port' },
    { name: 'annotation', type: 'array', help: 'Annotation of the Ingress, key=value' },
  ],
  examples: [{ comment: 'One host', command: 'kubectl create ingress web --class=nginx --rule="shop.example.com/*=web:80"' }],
  async run(invocation) {
    const { flags } = invocation;
    const name = nameArgument(invocation);
    const [backend, className] = [flags.string('default-backend'), flags.string('class')];
    const words = flags.list('rule');
    if (backend === '' && words.length === 0) {
      throw new CommandError(
        'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      );
    }
    const rules = words.map(readRule);
    const annotations = flags.list('annotation').map((word) => {
      const equals = word.indexOf('=');
      if (equals < 0) throw new CommandError(`annotation ${word} is invalid and should be in format key=[value]`);
      return [word.slice(0, equals), word.slice(equals + 1)] as const;
    });
    if (backend !== '' && backend.split(':').length !== 2)
      throw new CommandError('default-backend should be in format servicename:serviceport');
    const tls = tlsOf(rules);
    const spec = {
      ...(className === '' ? {} : { ingressClassName: className }),
      ...(backend === '' ? {} : { defaultBackend: backendOf(backend) }),
      ...(tls.length === 0 ? {} : { tls }),
      ...(rules.length === 0 ? {} : { rules: rulesOf(rules) }),
    };
    await createObject(
      invocation,
      ingresses,
      { spec, status: { loadBalancer: {} } },
      {
        name,
        failure: 'failed to create ingress: ',
        ...(annotations.length === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
      },
    );
  },
});

interface Rule {
  readonly host: string;
  readonly path: string;
  readonly service: string;
  /** Name of the Secret, empty for the controller's own; undefined without TLS. */
  readonly tls: string | undefined;
}

function readRule(word: string): Rule {
  const [, host = '', path = '', service = '', tls, secret = ''] =
    /^([^/=,]*)\/([^=,]*)=([^:=,]+:[^:=,]+)(,tls(?:=([^,]*))?)?$/.exec(word) ?? [];
  if (service === '')
    throw new CommandError(`rule ${word} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  return { host, path, service, tls: tls === undefined ? undefined : secret };
}

function rulesOf(rules: readonly Rule[]): readonly JsonObject[] {
  return [...new Set(rules.map(({ host }) => host))].map((host) => ({
    ...(host === '' ? {} : { host }),
    http: {
      paths: rules
        .filter((rule) => rule.host === host)
        .map(({ path, service }) => ({
          path: `/${path.replace(/\*$/, '')}`,
          pathType: path.endsWith('*') ? 'Prefix' : 'Exact',
          backend: backendOf(service),
        })),
    },
  }));
}

/** Every host stands with the Secret it was first given. */
function tlsOf(rules: readonly Rule[]): readonly JsonObject[] {
  const bySecret = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const { host, tls } of rules) {
    if (tls === undefined || seen.has(host)) continue;
    seen.add(host);
    if (host === '' && tls === '') continue;
    bySecret.set(tls, [...(bySecret.get(tls) ?? []), ...(host === '' ? [] : [host])]);
  }
  return [...bySecret].map(([secretName, hosts]) => ({
    ...(hosts.length === 0 ? {} : { hosts }),
    ...(secretName === '' ? {} : { secretName }),
  }));
}

function backendOf(text: string): JsonObject {
  const [name = '', port = ''] = text.split(':');
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}
