import type { SessionState, TranscriptLine } from '../course/session-state.ts';
import { questionLines } from './answer-text.ts';
import { foundLines, waitingLine } from './task-lines.ts';

/** Prints what a session shows, each thing once. */
export class LinePrinter {
  private last: readonly TranscriptLine[] = [];
  private readonly told = new Map<string, string>();

  constructor(private readonly print: (text: string) => void) {}

  /** Prints what came to the transcript since the last time. */
  show({ transcript, phase }: SessionState): void {
    const same = transcript.findIndex((line, index) => this.last[index] !== line && !(this.last[index]?.text === line.text));
    const from = same === -1 ? Math.min(this.last.length, transcript.length) : same;
    // The last line may still grow; it is printed when the next one begins or the command has ended.
    const until = phase === 'running' ? transcript.length - 1 : transcript.length;
    for (const { kind, text } of transcript.slice(from, Math.max(from, until))) {
      if (kind !== 'command') this.print(`${text}\n`);
    }
    this.last = transcript.slice(0, Math.max(from, until));
  }

  /** Prints the tasks whose status is new, and the question that is open. */
  tasks({ tasks }: SessionState): void {
    for (const task of tasks) {
      const waiting = waitingLine(task);
      const now = `${task.begun}${task.status}${task.status === 'failing' ? (task.found ?? '') : waiting}${task.advice ?? ''}`;
      if (this.told.get(task.id) === now) continue;
      const first = !this.told.has(task.id);
      this.told.set(task.id, now);
      if (task.status === 'passed') this.print(`[✓] ${task.title}\n`);
      else if (task.status === 'failing') this.print(`[x] ${task.title}\n${foundLines(task)}`);
      else if (first || waiting !== '') this.print(`[ ] ${task.title}\n${waiting}`);
      if (task.begun && task.status !== 'passed') this.print(questionLines(task));
    }
  }
}
