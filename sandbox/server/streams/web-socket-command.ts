import type { WebSocket } from 'ws';
import type { JsonObject } from '../../core/json.ts';
import { MAX_UNREAD } from './byte-stream.ts';
import type { CommandChannels, CommandInput } from './remote-command.ts';
import { forwardPort, type PortInput } from './port-forward.ts';
import type { Connection } from '../../api/client.ts';

/** The first byte of each message. */
export const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

/** Protocols of commands over WebSocket, the best first. The fifth can say that the input has ended. */
export const commandProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;
export const portProtocol = 'v4.channel.k8s.io';

export function sendOn(socket: WebSocket, number: number, bytes: Uint8Array): void {
  if (socket.readyState !== socket.OPEN) return;
  socket.send(Buffer.concat([Buffer.from([number]), bytes]));
  if (socket.bufferedAmount > MAX_UNREAD) socket.terminate();
}

/** Answers how a command ended, and closes. */
export function finishCommand(socket: WebSocket, status: JsonObject): void {
  sendOn(socket, channel.error, Buffer.from(JSON.stringify(status)));
  socket.close(1000);
}

/** A command over the channels of a WebSocket. */
export function commandOverWebSocket(socket: WebSocket, begin: (channels: CommandChannels) => CommandInput): void {
  const input = begin({
    write: (name, bytes) => sendOn(socket, channel[name], bytes),
    finish: (status) => finishCommand(socket, status),
  });
  const takers = new Map<number | undefined, (bytes: Buffer) => void>([
    [channel.stdin, input.stdin],
    [channel.resize, input.resize],
    [channel.close, (bytes) => (bytes[0] === channel.stdin ? input.stdinEnd() : undefined)],
  ]);
  socket.on('message', (message: Buffer) => takers.get(message[0])?.(message.subarray(1)));
  socket.on('close', input.gone);
}

/** Ports over the channels of a WebSocket: for each port one for data and one for its error, which both begin with the port. */
export function portsOverWebSocket(socket: WebSocket, ports: readonly number[], open: (port: number) => Connection): void {
  const inputs: PortInput[] = ports.map((port, index) => {
    const announced = Buffer.from([port & 0xff, port >> 8]);
    sendOn(socket, 2 * index, announced);
    sendOn(socket, 2 * index + 1, announced);
    return forwardPort(open, port, {
      data: (bytes) => sendOn(socket, 2 * index, bytes),
      error: (text) => sendOn(socket, 2 * index + 1, Buffer.from(text)),
      end: () => socket.close(1000),
    });
  });
  socket.on('message', (message: Buffer) => inputs[(message[0] ?? 0) / 2]?.data(message.subarray(1)));
  socket.on('close', () => inputs.forEach((input) => input.gone()));
}
