import { containerCapabilities } from '../../../host/capabilities.ts';
import { nodeAt, sizeOf, type DirectoryNode } from '../../../host/file-tree.ts';
import { FileError } from '../../../host/file-system.ts';
import { normalPath } from '../../../host/file-paths.ts';
import { isMountedFileSystem, createFileSystem } from '../../../host/memory-file-system.ts';
import { Overlay } from '../../../host/overlay.ts';
import { parseSignal } from '../../../host/signals.ts';
import { collector, discard } from '../../../host/streams.ts';
import { defineDockerCommand, type DockerContext } from '../context.ts';
import { commandWords, expand, parseDockerfile, settings, type Instruction } from '../engine/dockerfile.ts';
import { familiarName, STORAGE } from '../engine/images.ts';
import { DaemonError, type ImageConfig, type ImageLayer, type LocalImage } from '../engine/model.ts';
import { parseReference } from '../../../images/reference.ts';
import { pull } from './pull.ts';

interface Stage {
  image: LocalImage;
  config: { -readonly [key in keyof ImageConfig]: ImageConfig[key] };
  layers: ImageLayer[];
  history: { created: number; by: string; size: number }[];
  readonly values: Map<string, string>;
}

export const build = defineDockerCommand({
  name: 'build',
  notSimulated: ['no-cache', 'pull', 'progress', 'platform', 'target'],
  usage: '[OPTIONS] PATH',
  summary: 'Build an image from a Dockerfile',
  aliases: ['image build', 'buildx build'],
  grammar: {
    flags: ['quiet', 'no-cache', 'pull'],
    values: ['tag', 'file', 'build-arg', 'progress', 'platform', 'target'],
    names: { t: 'tag', f: 'file', q: 'quiet' },
  },
  operands: { least: 1, most: 1 },
  async run(given, options) {
    const { process, engine } = given;
    const { stderr: errors } = given;
    const quiet = options.has('quiet');
    const context: DockerContext = quiet ? { ...given, stderr: discard } : given;
    const { stderr } = context;
    const folder = absolute(context, options.operands[0] ?? '.');
    const path = absolute(context, options.value('file') ?? `${folder}/Dockerfile`);
    if (process.files.stat(path) === undefined) {
      errors.write(
        `ERROR: failed to build: failed to solve: failed to read dockerfile: open ${path.split('/').at(-1)}: no such file or directory\n`,
      );
      return 1;
    }
    const values = new Map(options.all('build-arg').map((word) => [word.split('=')[0] ?? '', word.slice(word.indexOf('=') + 1)]));
    let stage: Stage | undefined;
    let number = 0;
    const started = context.clock.now();
    try {
      const instructions = parseDockerfile(process.files.readText(path));
      const counted = instructions.filter(({ name }) => steps.has(name)).length;
      for (const instruction of instructions) {
        if (steps.has(instruction.name))
          stderr.write(`#${++number + 4} [${number}/${counted}] ${instruction.name} ${instruction.rest}\n`);
        const before = context.clock.now();
        stage = await apply(context, instruction, stage, folder, values);
        if (steps.has(instruction.name))
          stderr.write(`#${number + 4} DONE ${((context.clock.now() - before) / 1000).toFixed(1)}s\n\n`);
      }
    } catch (error) {
      if (!(error instanceof DaemonError || error instanceof FileError)) throw error;
      errors.write(`ERROR: failed to build: failed to solve: ${error.message}\n`);
      return 1;
    }
    if (stage === undefined) return 1;
    const { layers, config, history, image } = stage;
    const id = `sha256:${engine.options.random.hex(64)}`;
    const tags = options.all('tag').map(familiarName);
    engine.images.add({
      id,
      tags,
      digest: undefined,
      created: context.clock.now(),
      size: layers.reduce((sum, layer) => sum + layer.size, 0),
      layers,
      config,
      programs: image.programs,
      history,
    });
    stderr.write(
      `#${number + 5} exporting to image\n#${number + 5} writing image ${id} done\n${tags.map((tag) => `#${number + 5} naming to docker.io/library/${tag} done\n`).join('')}#${number + 5} DONE ${((context.clock.now() - started) / 1000).toFixed(1)}s\n`,
    );
    if (quiet) given.stdout.write(`${id}\n`);
    return 0;
  },
});

/** Instructions that make a step of the build that is counted and shown. */
const steps = new Set(['FROM', 'RUN', 'COPY', 'ADD', 'WORKDIR']);

async function apply(
  context: DockerContext,
  instruction: Instruction,
  stage: Stage | undefined,
  folder: string,
  given: ReadonlyMap<string, string>,
): Promise<Stage> {
  const { name } = instruction;
  if (name === 'FROM') return from(context, instruction, given);
  if (stage === undefined) throw new DaemonError('no build stage in current context', 1);
  const rest =
    name === 'RUN' || name === 'CMD' || name === 'ENTRYPOINT' ? instruction.rest : expand(instruction.rest, stage.values);
  const { config } = stage;
  const note = (size = 0): void =>
    void stage.history.unshift({
      created: context.clock.now(),
      by: `${name} ${instruction.rest}${size > 0 ? ' # buildkit' : ''}`,
      size,
    });
  const plain: { readonly [name: string]: () => void } = {
    CMD: () => void (config.command = commandWords(rest)),
    ENTRYPOINT: () => {
      config.entrypoint = commandWords(rest);
      config.command = [];
    },
    ENV() {
      for (const [key, value] of settings(rest)) {
        config.env = { ...config.env, [key]: value };
        stage.values.set(key, value);
      }
    },
    ARG() {
      const [key = '', fallback = ''] = rest.split('=');
      stage.values.set(key, given.get(key) ?? fallback);
    },
    EXPOSE: () =>
      void (config.exposedPorts = [...config.exposedPorts, ...rest.split(/\s+/).map((port) => Number(port.split('/')[0]))]),
    USER: () => void (config.user = rest),
    LABEL: () => void (config.labels = { ...config.labels, ...Object.fromEntries(settings(rest)) }),
    STOPSIGNAL() {
      const signal = parseSignal(rest);
      if (signal === undefined) throw new DaemonError(`invalid signal: ${rest}`, 1);
      config.stopSignal = signal;
    },
    MAINTAINER: () => void (config.labels = { ...config.labels, maintainer: rest }),
    ...Object.fromEntries(
      ['VOLUME', 'HEALTHCHECK', 'SHELL'].map((one) => [
        one,
        () => void context.stderr.write(`docker: ${one} is accepted, not simulated (line ${instruction.line})\n`),
      ]),
    ),
  };
  const set = plain[name];
  if (set !== undefined) {
    set();
    note();
    return stage;
  }
  const layer = await withLayer(context, stage, async (root, run) => {
    if (name === 'WORKDIR') {
      config.workingDirectory = rest.startsWith('/') ? rest : `${config.workingDirectory || '/'}/${rest}`.replace(/\/+/g, '/');
      root.makeDirectory(config.workingDirectory, { recursive: true });
    } else if (name === 'RUN') await run(commandWords(rest), instruction);
    else copy(context, root, folder, rest, config.workingDirectory || '/');
  });
  stage.layers.push(layer);
  note(layer.size);
  return stage;
}

async function from(context: DockerContext, { rest }: Instruction, given: ReadonlyMap<string, string>): Promise<Stage> {
  const [text = '', as] = expand(rest, given).split(/\s+/);
  if (as !== undefined) throw new DaemonError('builds in several stages are not simulated', 1);
  if (parseReference(text) === undefined)
    throw new DaemonError(`failed to parse stage name ${JSON.stringify(text)}: invalid reference format`, 1);
  const image = context.engine.images.find(text) ?? (await pull(context, text, () => undefined));
  return {
    image,
    config: { ...image.config },
    layers: [...image.layers],
    history: [...image.history],
    values: new Map([...given, ...Object.entries(image.config.env)]),
  };
}

type Root = Pick<Overlay, 'stat' | 'write' | 'makeDirectory'>;

/** What the work changes becomes a layer. */
async function withLayer(
  context: DockerContext,
  stage: Stage,
  work: (root: Root, run: (argv: readonly string[], instruction: Instruction) => Promise<void>) => Promise<void>,
): Promise<ImageLayer> {
  const { engine, clock } = context;
  const id = engine.options.random.hex(64);
  const host = engine.machine.files;
  host.makeDirectory(`${STORAGE}/${id}/diff`, { recursive: true });
  for (const layer of stage.layers)
    if (host.stat(`${STORAGE}/${layer.id}/diff`) === undefined) throw new DaemonError(`layer ${layer.id} is not there`, 1);
  const overlay = new Overlay({
    lower: stage.layers.map((layer) => ({ files: host, path: `${STORAGE}/${layer.id}/diff` })).reverse(),
    upper: { files: host, path: `${STORAGE}/${id}/diff` },
  });
  const run = async (argv: readonly string[], instruction: Instruction): Promise<void> => {
    const output = collector();
    const started = engine.machine.start({
      argv,
      files: createFileSystem({
        clock,
        mounts: [{ path: '/', files: overlay, source: 'overlay', type: 'overlay', options: 'rw,relatime' }],
      }),
      programs: stage.image.programs,
      env: stage.config.env,
      cwd: stage.config.workingDirectory || '/',
      pidNamespace: `build ${id}`,
      capabilities: containerCapabilities,
      stdout: output,
      stderr: output,
      cgroup: '/system.slice/docker-build.scope',
    });
    const code = await context.process.wait(started);
    for (const line of output.text.split('\n')) if (line !== '') context.stderr.write(`#  0.1 ${line}\n`);
    if (code !== 0)
      throw new DaemonError(`process "${commandText(instruction.rest)}" did not complete successfully: exit code: ${code}`, 1);
  };
  await work(overlay, run);
  const tree = isMountedFileSystem(host) ? nodeAt(host.snapshot(), `${STORAGE}/${id}/diff`.split('/').slice(1)) : undefined;
  if (tree?.type !== 'directory') throw new DaemonError('the layer is lost', 1);
  return { id, tree: tree satisfies DirectoryNode, size: sizeOf(tree) };
}

const commandText = (rest: string): string => (rest.startsWith('[') ? commandWords(rest).join(' ') : `/bin/sh -c ${rest}`);

function copy(context: DockerContext, root: Root, folder: string, rest: string, cwd: string): void {
  const words = rest.split(/\s+/).filter((word) => !word.startsWith('--'));
  const target = words.pop() ?? '/';
  const full = (target.startsWith('/') ? target : `${cwd}/${target}`).replace(/\/+/g, '/').replace(/\/\.(?=\/|$)/g, '') || '/';
  const { files } = context.process;
  for (const source of words) {
    const path = `${folder}/${source}`.replace(/\/\.?$/, '').replace(/\/\.\//g, '/');
    if (source.split('/').includes('..'))
      throw new DaemonError(`failed to compute cache key: "${source}" is outside of the build context`, 1);
    const stat = files.stat(path);
    if (stat === undefined)
      throw new DaemonError(`failed to compute cache key: failed to calculate checksum of ref: "/${source}": not found`, 1);
    const isFolder = full.endsWith('/') || target === '.' || words.length > 1 || root.stat(full)?.type === 'directory';
    const put = (from: string, to: string): void => {
      if (files.stat(from)?.type !== 'directory') {
        root.makeDirectory(to.slice(0, to.lastIndexOf('/')) || '/', { recursive: true });
        return root.write(to, files.readBytes(from), { mode: files.stat(from)?.mode ?? 0o644 });
      }
      root.makeDirectory(to || '/', { recursive: true });
      for (const name of files.list(from)) put(`${from}/${name}`, `${to}/${name}`);
    };
    const base = full.replace(/\/$/, '');
    put(path, stat.type === 'file' && isFolder ? `${base}/${source.split('/').at(-1)}` : base);
  }
}

function absolute({ process }: DockerContext, path: string): string {
  return normalPath(path.startsWith('/') ? path : `${process.cwd}/${path}`);
}
