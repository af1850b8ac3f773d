import type { World } from '../app/screen.ts';
import { span, type Line } from '../text/line.ts';

/** The cluster's clock and how fast it runs. */
export function sessionStatus({ session, symbols }: World): Line {
  if (!session || session.phase === 'starting' || session.phase === 'failed') return [];
  const time = new Date(session.now).toISOString().slice(11, 19);
  const running = session.phase === 'running' ? [span('running  ', 'accent')] : [];
  if (session.speed === 0) return [...running, span(`${symbols.paused} paused `, 'warn'), span(time, 'muted')];
  return [...running, span(`${symbols.times}${session.speed} `, session.speed === 1 ? 'faint' : 'accent'), span(time, 'muted')];
}
