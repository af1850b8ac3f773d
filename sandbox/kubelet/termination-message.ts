import type { Container } from '../schema/types/core-v1.ts';
import type { RuntimeContainer } from './runtime.ts';

const LONGEST_MESSAGE = 4_096;
const LONGEST_LOG_MESSAGE = 2_048;
const MOST_LOG_LINES = 80;

/** What an ended container left as its last words. Models getTerminationMessage of pkg/kubelet/kuberuntime. */
export function terminationMessage(run: RuntimeContainer, container: Container): string {
  const path = run.config.terminationMessagePath;
  const written = path === undefined || run.files.stat(path)?.type !== 'file' ? '' : run.files.readText(path);
  if (written !== '') return written.slice(-LONGEST_MESSAGE);
  const fallBack =
    container.terminationMessagePolicy === 'FallbackToLogsOnError' && run.exitCode !== 0 && run.reason !== 'StartError';
  if (!fallBack) return '';
  return run.log.lines
    .slice(-MOST_LOG_LINES)
    .map((line) => line.text)
    .join('')
    .slice(-LONGEST_LOG_MESSAGE);
}
