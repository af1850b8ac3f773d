import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { hostname, userInfo } from 'node:os';
import process from 'node:process';

/** Who and where this process is. */
export function whoAndWhere() {
  const { uid, gid, username } = userInfo();
  const environment = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return { hostname: hostname(), folder: process.cwd(), user: { uid, gid, name: username }, environment };
}

/** Pieces of standard input as they come; undefined at the end. With `raw` every key comes by itself and Ctrl-C is a key. */
export function inputPieces(raw: boolean): { read(): Promise<string | undefined>; close(): void } {
  const { stdin } = process;
  const pieces: string[] = [];
  const waiting: ((piece: string | undefined) => void)[] = [];
  let ended = false;
  let started = false;
  const start = (): void => {
    started = true;
    if (raw && stdin.isTTY) stdin.setRawMode(true);
    stdin.setEncoding('utf8');
    stdin.on('data', (piece: string) => {
      const next = waiting.shift();
      if (next === undefined) pieces.push(piece);
      else next(piece);
    });
    stdin.on('end', () => {
      ended = true;
      for (const wake of waiting.splice(0)) wake(undefined);
    });
  };
  return {
    read() {
      if (!started) start();
      const piece = pieces.shift();
      if (piece !== undefined || ended) return Promise.resolve(piece);
      return new Promise((resolve) => waiting.push(resolve));
    },
    close() {
      if (!started) return;
      if (raw && stdin.isTTY) stdin.setRawMode(false);
      stdin.pause();
    },
  };
}

/** Calls back on every Ctrl-C until the returned function is called. */
export function onInterrupt(listener: () => void): () => void {
  process.on('SIGINT', listener);
  return () => process.off('SIGINT', listener);
}

/** Runs a program of this machine in the foreground; resolves with its exit code, 127 when there is none of that name. */
export function runInForeground(argv: readonly string[]): Promise<number> {
  const [program = '', ...args] = argv;
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit' });
    child.on('error', () => resolve(127));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

interface Exchange {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  readonly from: string;
}

/** Answers HTTP on an address of this machine until the returned function is called; `onError` hears why it cannot. */
export function answerHttp(
  address: string,
  port: number,
  answer: (request: Asked) => Promise<Exchange>,
  onError: (error: Error) => void,
): () => void {
  const server = createServer((request, response) => {
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const { method = 'GET', url = '/' } = request;
      answer({ method, path: url, headers, body, from: request.socket.remoteAddress ?? '127.0.0.1' }).then(
        ({ status, headers: answered, body: text }) => response.writeHead(status, answered).end(text),
        () => response.writeHead(502).end(),
      );
    });
  });
  server.on('error', onError);
  server.listen(port, address);
  return () => {
    server.close();
    server.closeAllConnections();
  };
}
