import type { EventRecorder } from '../../../api/component.ts';
import { klogLine } from '../../../images/clock-text.ts';
import type { ServiceManager } from '../service-manager.ts';

const UNIT = 'kubelet.service';

/** What the kubelet of a machine writes to the journal, as far as it follows from its Events and errors. */
export function kubeletLog(manager: ServiceManager, now: () => number) {
  const write = (level: 'I' | 'E', place: string, text: string): void => {
    const pid = manager.find(UNIT)?.process?.pid;
    if (pid === undefined) return;
    const line = klogLine(now(), level, pid, place, text).trimEnd();
    manager.journal.write({ time: now(), identifier: 'kubelet', pid, unit: UNIT, priority: 'info', text: line });
  };
  return {
    /** The same recorder; a warning about a Pod is also an error of its sync. */
    recorder(events: EventRecorder): EventRecorder {
      return {
        ...events,
        event(about, type, reason, message, details) {
          const { namespace, name } = about.metadata;
          const text = JSON.stringify(`${reason}: ${message}`);
          if (namespace === undefined)
            write('I', 'kubelet_node_status.go:439', `"Recording event message for node" node="${name}" event="${reason}"`);
          else if (type === 'Warning')
            write('E', 'pod_workers.go:1324', `"Error syncing pod, skipping" err=${text} pod="${namespace}/${name}"`);
          events.event(about, type, reason, message, details);
        },
      };
    },
    line: (source: string, text: string): void => write('E', source, text),
    error(where: string, error: unknown): void {
      write(
        'E',
        'kubelet.go:2510',
        `${JSON.stringify(`Unable to update ${where}`)} err=${JSON.stringify(error instanceof Error ? error.message : String(error))}`,
      );
    },
    started(): void {
      write('I', 'server.go:529', '"Kubelet version" kubeletVersion="v1.36.3"');
      write('I', 'kubelet.go:2382', '"Starting kubelet main sync loop"');
    },
  };
}
