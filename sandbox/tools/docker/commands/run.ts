import type { Arguments } from '../../linux/arguments.ts';
import { defineDockerCommand, type DockerContext } from '../context.ts';
import {
  ClientError,
  DaemonError,
  type Container,
  type ContainerRequest,
  type LocalImage,
  type PortMapping,
  type VolumeMount,
} from '../engine/model.ts';
import { follow, pump } from '../streams.ts';
import { pull } from './pull.ts';

/** Milliseconds that the daemon and the runtime take to start a container. */
const START = 300;

export const createGrammar = {
  flags: ['detach', 'interactive', 'tty', 'rm', 'privileged', 'read-only', 'publish-all', 'init', 'quiet'],
  values:
    'name publish env volume network pid memory cpus cpu-shares pids-limit entrypoint hostname user workdir cap-add cap-drop label restart oom-score-adj pull platform'.split(
      ' ',
    ),
  names: {
    d: 'detach',
    i: 'interactive',
    t: 'tty',
    P: 'publish-all',
    p: 'publish',
    e: 'env',
    v: 'volume',
    net: 'network',
    m: 'memory',
    c: 'cpu-shares',
    h: 'hostname',
    u: 'user',
    w: 'workdir',
    l: 'label',
    q: 'quiet',
  },
  stopAtOperand: true,
};

const notSimulated = ['cap-drop', 'init', 'platform', 'publish-all'];

export const run = defineDockerCommand({
  name: 'run',
  notSimulated,
  usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  summary: 'Create and run a new container from an image',
  aliases: ['container run'],
  grammar: createGrammar,
  operands: { least: 1 },
  async run(context, options) {
    if (options.has('tty') && options.has('interactive') && !options.has('detach') && !context.process.stdin.isTerminal) {
      context.stderr.write('the input device is not a TTY\n');
      return 1;
    }
    try {
      const container = await createFrom(context, options);
      return await begin(context, container, { detached: options.has('detach') });
    } catch (error) {
      if (!(error instanceof DaemonError)) throw error;
      const by = error instanceof ClientError ? '' : 'Error response from daemon: ';
      context.stderr.write(`docker: ${by}${error.message}\n\nRun 'docker run --help' for more information\n`);
      return error.exitCode === 1 ? 125 : error.exitCode;
    }
  },
});

export const create = defineDockerCommand({
  name: 'create',
  notSimulated,
  usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  summary: 'Create a new container',
  aliases: ['container create'],
  grammar: createGrammar,
  operands: { least: 1 },
  async run(context, options) {
    const container = await createFrom(context, options);
    context.stdout.write(`${container.id}\n`);
    return 0;
  },
});

/** Starts a container; in the foreground its streams are those of the client. */
export async function begin(
  context: DockerContext,
  container: Container,
  { detached }: { readonly detached: boolean },
): Promise<number> {
  const { engine, stdout, clock } = context;
  await clock.sleep(START);
  if (detached) {
    engine.containers.start(container);
    stdout.write(`${container.id}\n`);
    return 0;
  }
  // Listens before the first word comes.
  const ended = follow(context, container);
  engine.containers.start(container);
  if (container.stdin !== undefined) pump(context, container.stdin, container.request.tty);
  return ended();
}

/** Makes a container as the options say; pulls the image when it is not there. Throws DaemonError. */
async function createFrom(context: DockerContext, options: Arguments): Promise<Container> {
  const { engine, stderr, process } = context;
  const [imageName = '', ...argv] = options.operands;
  let image = engine.images.find(imageName);
  if (image === undefined) {
    if (options.value('pull') === 'never')
      throw new DaemonError(`No such image: ${imageName.includes(':') ? imageName : `${imageName}:latest`}`);
    stderr.write(
      `Unable to find image '${imageName.includes(':') || imageName.includes('@') ? imageName : `${imageName}:latest`}' locally\n`,
    );
    image = await pull(context, imageName, (text) => (options.has('quiet') ? undefined : stderr.write(text)));
  }
  return engine.containers.create(requestFrom(options, image, imageName, argv, process.env));
}

function requestFrom(
  options: Arguments,
  image: LocalImage,
  imageName: string,
  argv: readonly string[],
  ownEnv: { readonly [name: string]: string },
): ContainerRequest {
  const entrypoint = options.value('entrypoint');
  const network = options.value('network') ?? 'bridge';
  const limit = options.value('pids-limit');
  const cpus = options.value('cpus');
  if (cpus !== undefined && !(Number(cpus) > 0))
    throw new ClientError(`invalid argument "${cpus}" for "--cpus" flag: failed to parse ${cpus} as a rational number`);
  const memory = options.value('memory');
  return {
    name: options.value('name'),
    image,
    imageName,
    argv,
    entrypoint: entrypoint === undefined ? undefined : entrypoint === '' ? [] : [entrypoint],
    env: pairs(options.all('env'), ownEnv),
    labels: pairs(options.all('label'), {}),
    hostname: options.value('hostname'),
    user: options.value('user'),
    workingDirectory: options.value('workdir'),
    tty: options.has('tty'),
    openStdin: options.has('interactive') || options.has('tty'),
    autoRemove: options.has('rm'),
    readOnly: options.has('read-only'),
    privileged: options.has('privileged'),
    capabilities: options.all('cap-add').map((name) => name.toUpperCase()),
    network: network === 'default' ? 'bridge' : network,
    pidMode: options.value('pid') ?? '',
    ports: network === 'host' ? [] : options.all('publish').flatMap(portMapping),
    volumes: options.all('volume').map(volume),
    memory: memory === undefined ? undefined : bytesOf(memory),
    cpus: cpus === undefined ? undefined : Number(cpus),
    cpuShares: options.value('cpu-shares') === undefined ? undefined : Number(options.value('cpu-shares')),
    pidsLimit: limit === undefined || limit === '-1' ? undefined : Number(limit),
    oomScoreAdj: Number(options.value('oom-score-adj') ?? 0),
    restart: options.value('restart') ?? 'no',
  };
}

function pairs(words: readonly string[], own: { readonly [name: string]: string }): { readonly [name: string]: string } {
  const result = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf('=');
    if (at >= 0) result.set(word.slice(0, at), word.slice(at + 1));
    else if (Object.hasOwn(own, word)) result.set(word, own[word] ?? '');
  }
  return Object.fromEntries(result);
}

export function bytesOf(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([bkmg]?)b?$/i.exec(text) ?? [];
  if (number === '') throw new ClientError(`invalid argument "${text}" for "-m, --memory" flag: invalid size: '${text}'`);
  const bytes = Math.floor(Number(number) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase().replace('b', '')));
  if (bytes < 6 * 1024 ** 2) throw new DaemonError('Minimum memory limit allowed is 6MB');
  return bytes;
}

function portMapping(text: string): readonly PortMapping[] {
  const [, address = '0.0.0.0', host, port = '', protocol = 'tcp'] =
    /^(?:(\d+\.\d+\.\d+\.\d+):)?(?:(\d+):)?(\d+)(?:\/(tcp|udp))?$/.exec(text) ?? [];
  const numbers = [Number(host ?? port), Number(port)];
  if (port === '' || numbers.some((number) => number < 1 || number > 65_535))
    throw new ClientError(`invalid containerPort: ${text.split(':').at(-1) ?? ''}`);
  return [
    {
      hostAddress: address,
      hostPort: Number(host ?? 32_768 + (Number(port) % 1000)),
      port: Number(port),
      protocol: protocol === 'udp' ? 'udp' : 'tcp',
    },
  ];
}

function volume(text: string): VolumeMount {
  const [source = '', target = '', mode = ''] = text.split(':');
  if (target === '')
    throw new DaemonError(`invalid volume specification: '${text}': only named volumes and folders of the host are simulated`);
  if (!target.startsWith('/'))
    throw new DaemonError(
      `invalid volume specification: '${text}': invalid mount config for type "volume": invalid mount path: '${target}' mount path must be absolute`,
    );
  return { source, target, readOnly: mode.split(',').includes('ro'), named: !source.startsWith('/') };
}
