import { controlPlane, FOLDER, readScenario, runLine, workstation, type Step } from './control-plane.ts';
import { Norm } from './normalise.mjs';

export interface StepResult {
  readonly command: string;
  readonly exact: boolean;
  readonly expected: string;
  readonly actual: string;
}

/** Runs a scenario step by step and compares each with what the real kubectl and control plane said. */
export async function replay(name: string): Promise<readonly StepResult[]> {
  const scenario = readScenario(name);
  const { clock, api, random } = await controlPlane();
  const machine = workstation(clock, api, random, scenario);
  const input = [
    ...Object.entries(scenario.files).map(([, text]) => `${text}\n`),
    ...scenario.steps.map(({ cmd, stdin = '' }) => `${cmd}\n${stdin}\n`),
  ].join('');
  const [expectedNorm, actualNorm] = [new Norm(input, scenario.meta), new Norm(input, scenario.meta)];
  const results: StepResult[] = [];
  for (const { cmd, stdin, env, wait, settle, expect } of scenario.steps) {
    if (wait !== undefined) await clock.advance(wait * 1_000);
    const actual = await runLine(clock, machine, cmd, stdin, env);
    if (settle === true) await clock.settle();
    else await clock.advance(50);
    const text = (norm: Norm, { stdout, stderr, code }: Step['expect'], folder?: string): string =>
      `${norm.text(stdout, cmd, folder)}\n--- stderr\n${norm.text(stderr, cmd, folder)}\n--- code ${code}`;
    const [wanted, got] = [text(expectedNorm, expect), text(actualNorm, actual, FOLDER)];
    results.push({ command: cmd, exact: wanted === got, expected: wanted, actual: got });
  }
  return results;
}
