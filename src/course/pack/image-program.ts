import {
  ProcessEnded,
  type HttpRequest,
  type HttpResponse,
  type Image,
  type Listener,
  type ProcessContext,
  type Program,
} from '../../../sandbox/index.ts';
import type { GivenImage } from './image-shape.ts';

type Route = NonNullable<NonNullable<GivenImage['listens']>[number]['routes']>[number];

/** Bytes of an image that does not say how large it is. */
const USUAL_SIZE = 20 * 2 ** 20;
const CONNECT_TIMEOUT = 5_000;

/** The image that a file of a pack describes. */
export function imageOf(given: GivenImage): Image {
  const { name, tags, size = USUAL_SIZE, user, env, files, shell = true } = given;
  const program = programOf(given);
  return {
    name,
    tags,
    size,
    command: [program.name],
    shell,
    programs: [program],
    exposedPorts: (given.listens ?? []).map(({ port }) => port),
    ...(user === undefined ? {} : { user }),
    ...(env === undefined ? {} : { env }),
    ...(files === undefined ? {} : { files }),
    ...(given.private === true ? { isPrivate: true } : {}),
  };
}

function programOf(given: GivenImage): Program {
  const name =
    given.name
      .split('/')
      .at(-1)
      ?.replaceAll(/[^a-z0-9-]/g, '-') ?? 'app';
  return { name, summary: `the program of the image ${given.name}`, run: (process) => play(given, process) };
}

/** Why the program ends, and how. */
interface Ending {
  readonly code: number;
  readonly message?: string;
}

async function play(given: GivenImage, process: ProcessContext): Promise<number> {
  const missing = missingOf(given, process);
  if (missing !== undefined) return say(process, { code: 1, message: missing });
  const atOnce = given.ends?.find((end) => end.after === undefined && end.onRequest === undefined && fits(end.env, process.env));
  if (atOnce !== undefined) return say(process, { code: atOnce.code ?? 1, ...messageOf(atOnce) });
  const unreachable = await reachHosts(given, process);
  if (unreachable !== undefined) return say(process, { code: 1, message: unreachable });
  let end: (ending: Ending) => void = () => undefined;
  const cancels: (() => void)[] = [];
  const startedAt = process.clock.now();
  const memory = new Memory(process);
  for (const { at = 0, size } of given.memory ?? []) {
    if (at === 0) memory.set(size);
    else cancels.push(process.clock.after(at, () => memory.set(size)));
  }
  if (given.load !== undefined) process.load(given.load);
  for (const { text, at = 0, every, error } of given.log ?? []) {
    const print = (): void => (error === true ? process.stderr : process.stdout).write(`${filled(text, process)}\n`);
    if (every !== undefined) cancels.push(process.clock.every(every, print));
    else if (at > 0) cancels.push(process.clock.after(at, print));
    else print();
  }
  try {
    await process.clock.sleep(given.startup ?? 0);
    for (const { port, routes = [] } of given.listens ?? []) {
      const openedAt = process.clock.now();
      const http = async (request: HttpRequest): Promise<HttpResponse> => {
        const path = request.path.split('?')[0] ?? '/';
        const fatal = given.ends?.find(
          (one) => one.onRequest !== undefined && matchesPath(one.onRequest, path) && fits(one.env, process.env),
        );
        if (fatal !== undefined) process.clock.after(0, () => end({ code: fatal.code ?? 1, ...messageOf(fatal) }));
        return answer({ routes, memory, process, age: process.clock.now() - openedAt }, request, path);
      };
      const listener: Listener = { port, protocol: 'TCP', address: '0.0.0.0', http };
      const close = listenOn(process, listener);
      if (close === undefined) return say(process, { code: 1, message: `listen tcp :${port}: bind: address already in use` });
      cancels.push(close);
    }
    const ending = await process.clock.block<Ending>((wake) => {
      end = wake;
      for (const one of given.ends ?? []) {
        if (one.after === undefined || !fits(one.env, process.env)) continue;
        const left = Math.max(0, one.after - (process.clock.now() - startedAt));
        cancels.push(process.clock.after(left, () => wake({ code: one.code ?? 1, ...messageOf(one) })));
      }
      const stop = (): void => {
        if (given.stop?.ignoresSignal === true) return;
        cancels.push(process.clock.after(given.stop?.takes ?? 0, () => wake({ code: 0 })));
      };
      cancels.push(process.onSignal('SIGTERM', stop), process.onSignal('SIGINT', stop));
      return undefined;
    });
    return say(process, ending);
  } finally {
    for (const cancel of cancels) cancel();
  }
}

function listenOn(process: ProcessContext, listener: Listener): (() => void) | undefined {
  try {
    return process.networkNamespace.listen(listener);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

function missingOf({ needs }: GivenImage, process: ProcessContext): string | undefined {
  const variable = needs?.env?.find((name) => !Object.hasOwn(process.env, name) || process.env[name] === '');
  if (variable !== undefined) return `error: the environment variable ${variable} is not set`;
  const file = needs?.files?.find((path) => process.files.stat(path) === undefined);
  return file === undefined ? undefined : `error: open ${file}: no such file or directory`;
}

/** Tries every host that the program needs. Words for the first one that is not there and is not tried again. */
async function reachHosts({ needs }: GivenImage, process: ProcessContext): Promise<string | undefined> {
  for (const { host, port, retry } of needs?.hosts ?? []) {
    while (true) {
      const name = filled(host, process);
      const outcome = await process.network.connect(process.networkNamespace, name, port, CONNECT_TIMEOUT);
      if (outcome.ok) break;
      const why = `cannot reach ${name}:${port}: ${outcome.failure}`;
      if (retry === undefined) return `error: ${why}`;
      process.stderr.write(`${why}, trying again\n`);
      await process.clock.sleep(retry);
    }
  }
  return undefined;
}

/** What the program holds: what its file says for now, and what answers left behind. */
class Memory {
  private base: number;
  private kept = 0;

  constructor(private readonly process: ProcessContext) {
    this.base = process.memory;
  }

  set(bytes: number): void {
    this.base = bytes;
    try {
      this.process.holdMemory(this.base + this.kept);
    } catch (error) {
      // The kernel ended the program for it; nothing is left to be done here.
      if (!(error instanceof ProcessEnded)) throw error;
    }
  }

  keep(bytes: number): void {
    this.kept += bytes;
    this.process.holdMemory(this.base + this.kept);
  }
}

interface Answering {
  readonly routes: readonly Route[];
  readonly memory: Memory;
  readonly process: ProcessContext;
  /** Virtual milliseconds since the port opened. */
  readonly age: number;
}

async function answer({ routes, memory, process, age }: Answering, { method }: HttpRequest, path: string): Promise<HttpResponse> {
  const route = routes.find(
    (one) =>
      matchesPath(one.path, path) &&
      (one.method === undefined || one.method === method) &&
      age >= (one.from ?? 0) &&
      age < (one.until ?? Infinity),
  );
  if (route === undefined) return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'not found\n' };
  if (route.delay !== undefined && route.delay > 0) await process.clock.sleep(route.delay);
  if (route.work !== undefined && route.work > 0) await process.compute(route.work);
  if (route.keeps !== undefined) memory.keep(route.keeps);
  if (route.log !== undefined) process.stdout.write(`${filled(route.log, process)}\n`);
  const headers = Object.fromEntries(Object.entries(route.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    status: route.status ?? 200,
    headers: { 'content-type': 'text/plain', ...headers },
    body: filled(route.body ?? '', process),
  };
}

function matchesPath(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

function fits(wanted: { readonly [name: string]: string } | undefined, env: { readonly [name: string]: string }): boolean {
  return Object.entries(wanted ?? {}).every(([name, value]) => env[name] === value);
}

function messageOf({ message }: { readonly message?: string }): { readonly message?: string } {
  return message === undefined ? {} : { message };
}

function say(process: ProcessContext, { code, message }: Ending): number {
  if (message !== undefined) process.stderr.write(`${filled(message, process)}\n`);
  return code;
}

/** Puts environment variables in the place of `${NAME}`; `${HOSTNAME}` is the Pod's name. */
function filled(text: string, process: ProcessContext): string {
  return text.replaceAll(/\$\{(\w{1,100})\}/g, (_whole, name: string) =>
    Object.hasOwn(process.env, name) ? (process.env[name] ?? '') : name === 'HOSTNAME' ? process.hostname : '',
  );
}
