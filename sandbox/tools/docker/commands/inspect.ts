import type { JsonObject, JsonValue } from '../../../core/json.ts';
import { defineDockerCommand, type DockerContext } from '../context.ts';
import type { DockerEngine } from '../engine/engine.ts';
import { STORAGE } from '../engine/images.ts';
import { DaemonError, type Container, type DockerNetwork, type LocalImage } from '../engine/model.ts';
import { dockerTime } from '../format.ts';
import { formatWith } from '../template.ts';

export const inspect = defineDockerCommand({
  name: 'inspect',
  notSimulated: ['size'],
  usage: '[OPTIONS] NAME|ID [NAME|ID...]',
  summary: 'Return low-level information on Docker objects',
  aliases: ['container inspect', 'image inspect', 'network inspect'],
  grammar: { flags: ['size'], values: ['format', 'type'], names: { f: 'format', s: 'size' } },
  operands: { least: 1 },
  run(context, options) {
    const type = kinds.find((kind) => context.called === `${kind} inspect`) ?? options.value('type');
    const found: JsonValue[] = [];
    const missing: string[] = [];
    for (const text of options.operands) {
      const object = describe(context, text, type);
      if (object === undefined) missing.push(text);
      else found.push(object);
    }
    const format = options.value('format');
    if (format === undefined) context.stdout.write(`${found.length === 0 ? '[]' : JSON.stringify(found, null, 4)}\n`);
    else for (const object of found) context.stdout.write(`${formatWith(format, object)}\n`);
    for (const text of missing) context.stderr.write(`${notFound(context.called, text)}\n`);
    return missing.length > 0 ? 1 : 0;
  },
});

const kinds = ['container', 'image', 'network'];

/** `docker inspect` asks for one kind after the other; the commands for one kind hand on what the daemon says. */
function notFound(called: string, text: string): string {
  if (called === 'container inspect') return `Error response from daemon: No such container: ${text}`;
  if (called === 'image inspect')
    return `Error response from daemon: No such image: ${text.includes(':') ? text : `${text}:latest`}`;
  if (called === 'network inspect') return `Error response from daemon: network ${text} not found`;
  return `Error: No such object: ${text}`;
}

function describe({ engine }: DockerContext, text: string, type: string | undefined): JsonValue | undefined {
  const may = (kind: string): boolean => type === undefined || type === kind;
  try {
    if (!may('container')) throw new DaemonError('not asked for', 1);
    return describeContainer(engine, engine.containers.find(text));
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error;
  }
  const image = may('image') ? engine.images.find(text) : undefined;
  if (image !== undefined) return describeImage(engine, image);
  const network = may('network') ? engine.networks.find(text) : undefined;
  return network === undefined ? undefined : describeNetwork(engine, network);
}

const envList = (env: { readonly [name: string]: string }): readonly string[] =>
  Object.entries(env).map(([name, value]) => `${name}=${value}`);

export function describeContainer(engine: DockerEngine, container: Container): JsonObject {
  const { request, process, endpoints } = container;
  const { config } = request.image;
  const running = container.state === 'running' || container.state === 'paused';
  const [first] = endpoints;
  const networks: { [name: string]: JsonValue } = {};
  for (const { network, address, prefix, gateway, mac } of endpoints)
    networks[network] = {
      NetworkID: engine.networks.find(network)?.id ?? '',
      Gateway: gateway,
      IPAddress: address,
      IPPrefixLen: prefix,
      MacAddress: mac,
    };
  const ports: { [name: string]: JsonValue } = {};
  for (const port of config.exposedPorts) ports[`${port}/tcp`] = null;
  for (const { port, protocol, hostAddress, hostPort } of request.ports)
    ports[`${port}/${protocol}`] = [{ HostIp: hostAddress, HostPort: String(hostPort) }];
  const storage = `${STORAGE}/${container.id}`;
  return {
    Id: container.id,
    Created: dockerTime(container.created),
    Path: container.argv[0] ?? '',
    Args: container.argv.slice(1),
    State: {
      Status: container.state,
      Running: running,
      Paused: container.state === 'paused',
      Restarting: false,
      OOMKilled: container.oomKilled,
      Dead: false,
      Pid: running ? (process?.pid ?? 0) : 0,
      ExitCode: container.exitCode,
      Error: container.error,
      StartedAt: dockerTime(container.started),
      FinishedAt: dockerTime(container.finished),
    },
    Image: request.image.id,
    Name: `/${container.name}`,
    RestartCount: container.restarts,
    Driver: 'overlay2',
    Platform: 'linux',
    HostConfig: {
      Binds: request.volumes.map(({ source, target, readOnly }) => `${source}:${target}${readOnly ? ':ro' : ''}`),
      NetworkMode: request.network.startsWith('container:')
        ? `container:${engine.containers.find(request.network.slice(10)).id}`
        : request.network,
      RestartPolicy: {
        Name: request.restart.split(':')[0] ?? 'no',
        MaximumRetryCount: Number(request.restart.split(':')[1] ?? 0),
      },
      AutoRemove: request.autoRemove,
      CapAdd: request.capabilities.length > 0 ? request.capabilities : null,
      PidMode: request.pidMode,
      Privileged: request.privileged,
      ReadonlyRootfs: request.readOnly,
      CpuShares: request.cpuShares ?? 0,
      Memory: request.memory ?? 0,
      NanoCpus: Math.round((request.cpus ?? 0) * 1e9),
      OomScoreAdj: request.oomScoreAdj,
      PidsLimit: request.pidsLimit ?? null,
      CgroupParent: '',
    },
    GraphDriver: {
      Data: {
        ID: container.id,
        LowerDir: engine.containers.lowerOf(request.image).join(':'),
        MergedDir: `${storage}/merged`,
        UpperDir: `${storage}/diff`,
        WorkDir: `${storage}/work`,
      },
      Name: 'overlay2',
    },
    Mounts: request.volumes.map(({ source, target, readOnly, named }) => ({
      Type: named ? 'volume' : 'bind',
      Source: named ? `/var/lib/docker/volumes/${source}/_data` : source,
      Destination: target,
      Mode: '',
      RW: !readOnly,
    })),
    Config: {
      Hostname: container.hostname,
      User: request.user ?? config.user,
      Tty: request.tty,
      OpenStdin: request.openStdin,
      Env: envList({ ...config.env, ...request.env }),
      Cmd: request.argv.length > 0 ? request.argv : config.command,
      Image: request.imageName,
      WorkingDir: request.workingDirectory ?? config.workingDirectory,
      Entrypoint: (request.entrypoint ?? config.entrypoint).length > 0 ? (request.entrypoint ?? config.entrypoint) : null,
      Labels: { ...config.labels, ...request.labels },
    },
    NetworkSettings: {
      SandboxID: container.stack === undefined ? '' : container.id,
      SandboxKey: `/var/run/docker/netns/${container.id.slice(0, 12)}`,
      Ports: running ? ports : {},
      Gateway: first?.network === 'bridge' ? first.gateway : '',
      IPAddress: first?.network === 'bridge' ? first.address : '',
      IPPrefixLen: first?.network === 'bridge' ? first.prefix : 0,
      MacAddress: first?.network === 'bridge' ? first.mac : '',
      Networks: networks,
    },
  };
}

function describeImage(engine: DockerEngine, image: LocalImage): JsonObject {
  const { config } = image;
  return {
    Id: image.id,
    RepoTags: image.tags,
    RepoDigests:
      image.digest === undefined ? [] : image.tags.map((tag) => `${tag.slice(0, tag.lastIndexOf(':'))}@${image.digest}`),
    Created: dockerTime(image.created),
    Architecture: 'amd64',
    Os: 'linux',
    Size: image.size,
    GraphDriver: {
      Data: {
        UpperDir: engine.containers.lowerOf(image)[0] ?? '',
        LowerDir: engine.containers.lowerOf(image).slice(1).join(':'),
      },
      Name: 'overlay2',
    },
    RootFS: { Type: 'layers', Layers: image.layers.map(({ id }) => `sha256:${id}`) },
    Config: {
      User: config.user,
      ExposedPorts: Object.fromEntries(config.exposedPorts.map((port) => [`${port}/tcp`, {}])),
      Env: envList(config.env),
      Cmd: config.command,
      WorkingDir: config.workingDirectory,
      Entrypoint: config.entrypoint.length > 0 ? config.entrypoint : null,
      Labels: config.labels,
    },
  };
}

function describeNetwork(engine: DockerEngine, network: DockerNetwork): JsonObject {
  const containers: { [id: string]: JsonValue } = {};
  for (const container of engine.networks.members(network)) {
    const endpoint = container.endpoints.find((one) => one.network === network.name);
    if (endpoint !== undefined)
      containers[container.id] = {
        Name: container.name,
        MacAddress: endpoint.mac,
        IPv4Address: `${endpoint.address}/${endpoint.prefix}`,
        IPv6Address: '',
      };
  }
  return {
    Name: network.name,
    Id: network.id,
    Created: dockerTime(network.created),
    Scope: 'local',
    Driver: network.driver,
    EnableIPv6: false,
    IPAM: {
      Driver: 'default',
      Options: null,
      Config: network.subnet === undefined ? [] : [{ Subnet: network.subnet, Gateway: network.gateway ?? '' }],
    },
    Internal: false,
    Containers: containers,
    Options: network.bridge === undefined ? {} : { 'com.docker.network.bridge.name': network.bridge },
    Labels: {},
  };
}
