import { inExam, type World } from '../app/screen.ts';
import { span, type Line } from '../text/line.ts';

/** The cluster's clock and how fast it runs. */
export function sessionStatus(world: World): Line {
  const { session, symbols, exam } = world;
  const left =
    exam !== undefined && inExam(world)
      ? [span(`${clock(exam.secondsLeft)} left   `, exam.secondsLeft < 300 ? 'warn' : 'accent')]
      : [];
  if (!session || session.phase === 'starting' || session.phase === 'failed') return [];
  const time = new Date(session.now).toISOString().slice(11, 19);
  const running = [...left, ...(session.phase === 'running' ? [span('running  ', 'accent')] : [])];
  // A clock that is read aloud every second would leave no room for anything else.
  if (world.spoken === true) return session.speed === 0 ? [...running, span('time is paused', 'warn')] : running;
  if (session.speed === 0) return [...running, span(`${symbols.paused} paused `, 'warn'), span(time, 'muted')];
  return [...running, span(`${symbols.times}${session.speed} `, session.speed === 1 ? 'faint' : 'accent'), span(time, 'muted')];
}

/** Minutes and seconds: 4:05. */
export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
