import { civilTime } from '../../../core/time-text.ts';

/** `W0102 03:04:05.000000    4321 `, as klog begins a warning. */
export function klogPrefix(now: number): string {
  const time = civilTime(now);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `W${two(time.month)}${two(time.day)} ${two(time.hours)}:${two(time.minutes)}:${two(time.seconds)}.${String(time.milliseconds).padStart(3, '0')}000    4321 `;
}
