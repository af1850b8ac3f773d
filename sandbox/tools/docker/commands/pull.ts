import { defineDockerCommand, type DockerContext } from '../context.ts';
import { shortId, type LocalImage } from '../engine/model.ts';
import { parseReference } from '../../../images/reference.ts';

/** What a registry sends in a millisecond, and what a pull takes besides. */
const BYTES_PER_MILLISECOND = 40_000;
const START = 700;

/** Brings an image here, and says so as the client does when its output is no terminal. Throws DaemonError. */
export async function pull(context: DockerContext, text: string, write: (text: string) => void): Promise<LocalImage> {
  const { engine, clock } = context;
  const reference = parseReference(text);
  await clock.sleep(START);
  const resolved = engine.images.lookUp(text);
  const tag = reference?.tag ?? 'latest';
  write(`${tag}: Pulling from ${reference?.path ?? text}\n`);
  const known = engine.images.all.find(({ id }) => id === resolved.id);
  const image = engine.images.unpacked(resolved, text);
  if (known === undefined) {
    for (const layer of image.layers) write(`${shortId(layer.id)}: Pulling fs layer\n`);
    for (const layer of image.layers) {
      await clock.sleep(Math.ceil(resolved.size / image.layers.length / BYTES_PER_MILLISECOND));
      write(`${shortId(layer.id)}: Download complete\n`);
    }
    for (const layer of image.layers) {
      await clock.sleep(60);
      write(`${shortId(layer.id)}: Pull complete\n`);
    }
  }
  const kept = engine.images.add(image);
  const [name] = image.tags;
  write(
    `Digest: ${image.digest ?? ''}\nStatus: ${known === undefined ? 'Downloaded newer image' : 'Image is up to date'} for ${name ?? text}\n`,
  );
  return kept;
}

export const pullCommand = defineDockerCommand({
  name: 'pull',
  notSimulated: ['platform', 'all-tags'],
  usage: '[OPTIONS] NAME[:TAG|@DIGEST]',
  summary: 'Download an image from a registry',
  aliases: ['image pull'],
  grammar: { flags: ['quiet', 'all-tags'], values: ['platform'], names: { q: 'quiet', a: 'all-tags' } },
  operands: { least: 1, most: 1 },
  async run(context, options) {
    const [text = ''] = options.operands;
    const reference = parseReference(text);
    const quiet = options.has('quiet');
    if (!quiet && reference !== undefined && reference.tag === undefined && reference.digest === undefined)
      context.stdout.write('Using default tag: latest\n');
    await pull(context, text, (line) => (quiet ? undefined : context.stdout.write(line)));
    if (reference !== undefined) context.stdout.write(`${reference.domain}/${reference.path}:${reference.tag ?? 'latest'}\n`);
    return 0;
  },
});
