import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { VirtualClock } from '../../../sandbox/core/clock.ts';
import { serveCluster, type ApiEndpoint } from '../../../sandbox/server/index.ts';
import { controlPlane, FOLDER, runLine, workstation, type Scenario, type Step } from './control-plane.ts';
import { Norm } from './normalise.mjs';
import type { StepResult } from './replay.ts';
import { withoutChangesSince133 } from './since-133.ts';

/** Longest that one step of a real kubectl may take, in real milliseconds. */
const PATIENCE = 20_000;
/** How much faster than real time the cluster behind a real kubectl lives. */
const HASTE = 4;

/**
 * Runs a scenario twice, each time on a cluster of its own that begins in the same state: with our kubectl in process, and with a real
 * one over HTTP. `expected` of a result is what the real one said. What the recording expects is not looked at.
 */
export async function compareWithReal(binary: string, scenario: Scenario): Promise<readonly StepResult[]> {
  const input = [
    ...Object.values(scenario.files).map((text) => `${text}\n`),
    ...scenario.steps.map(({ cmd, stdin = '' }) => `${cmd}\n${stdin}\n`),
  ].join('');
  const [ours, real] = [await runOurs(scenario), await runReal(binary, scenario)];
  const norms = { ours: new Norm(input, scenario.meta), real: new Norm(input, scenario.meta) };
  return scenario.steps.map(({ cmd }, index) => {
    const text = (norm: Norm, said: Step['expect'] | undefined, folder: string): string =>
      said === undefined
        ? ''
        : `${norm.text(comparable(said.stdout), cmd, folder)}\n--- stderr\n${norm.text(comparable(said.stderr), cmd, folder)}\n--- code ${said.code}`;
    const [actual, expected] = [text(norms.ours, ours[index], FOLDER), text(norms.real, real.said[index], real.folder)];
    return { command: cmd, exact: actual === expected, expected, actual };
  });
}

/** Lines of the program's own log (klog), which tell of sockets and goroutines. */
const withoutLog = (text: string): string => text.replace(/^[EWIF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ \S+:\d+\].*\n/gm, '');

const comparable = (text: string): string => withoutChangesSince133(withoutLog(text));

async function runOurs(scenario: Scenario): Promise<readonly Step['expect'][]> {
  const { clock, api, random } = await controlPlane();
  const machine = workstation(clock, api, random, scenario);
  const said: Step['expect'][] = [];
  for (const step of scenario.steps) {
    if (step.wait !== undefined) await clock.advance(step.wait * 1_000);
    said.push(await runLine(clock, machine, step.cmd, step.stdin, step.env));
    await afterStep(clock, step);
  }
  return said;
}

async function runReal(
  binary: string,
  scenario: Scenario,
): Promise<{ readonly said: readonly Step['expect'][]; readonly folder: string }> {
  const { clock, api } = await controlPlane();
  const { authenticate, handle, raw, watch, connect } = api;
  const proxy: ApiEndpoint['proxy'] = (request) => clock.run(() => api.proxy(request));
  const server = await serveCluster({ authenticate, handle, raw, watch, connect, proxy });
  const home = mkdtempSync(path.join(realpathSync(tmpdir()), 'kubetutor-compare-'));
  const folder = path.join(home, 'scenario');
  const programs = path.join(home, 'bin');
  for (const made of [folder, programs, path.join(home, '.kube')]) mkdirSync(made);
  symlinkSync(binary, path.join(programs, 'kubectl'));
  for (const [name, text] of Object.entries(scenario.files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  writeFileSync(
    path.join(home, '.kube/config'),
    `{apiVersion: v1, kind: Config, clusters: [{name: kubernetes, cluster: {server: "${server.url}"}}], users: [{name: admin, user: {token: unused}}], contexts: [{name: kubernetes-admin@kubernetes, context: {cluster: kubernetes, user: admin}}], current-context: kubernetes-admin@kubernetes}`,
  );
  const said: Step['expect'][] = [];
  try {
    for (const step of scenario.steps) {
      if (step.wait !== undefined) await clock.advance(step.wait * 1_000);
      said.push(await whileTimePasses(clock, () => runProgram(step, home, folder)));
      await afterStep(clock, step);
    }
  } finally {
    await server.close();
    rmSync(home, { recursive: true, force: true });
  }
  return { said, folder };
}

async function afterStep(clock: VirtualClock, { settle }: Step): Promise<void> {
  if (settle === true) await clock.settle();
  else await clock.advance(50);
}

/** Lets the cluster live while something outside of it runs. */
async function whileTimePasses<T>(clock: VirtualClock, work: () => Promise<T>): Promise<T> {
  let turn: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    turn = turn.then(() => clock.advance(10 * HASTE)).catch(() => undefined);
  }, 10);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await turn;
  }
}

function runProgram({ cmd, stdin, env }: Step, home: string, folder: string): Promise<Step['expect']> {
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', `exec ${cmd}`], {
      cwd: folder,
      // A group of its own, so that an editor that it started ends with it.
      detached: true,
      env: { HOME: home, PATH: `${path.join(home, 'bin')}:${process.env['PATH'] ?? ''}`, ...env },
    });
    const text = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (data: string) => (text.stdout += data));
    child.stderr.setEncoding('utf8').on('data', (data: string) => (text.stderr += data));
    const timer = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, PATIENCE);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ ...text, code: code ?? 124 });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin ?? '');
  });
}
