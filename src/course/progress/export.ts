import { findLesson, type Pack } from '../lesson/model.ts';
import type { LessonRecord, ProgressRecord } from './record.ts';

export const exportFormats = ['json', 'csv', 'xapi'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A record in a form that other programs read. `pack` gives titles to what it knows. */
export function exported(record: ProgressRecord, format: ExportFormat, pack: Pack): string {
  if (format === 'json') return `${JSON.stringify(record, null, 2)}\n`;
  return format === 'csv' ? csv(record) : `${JSON.stringify(statements(record, pack), null, 2)}\n`;
}

interface Entry {
  readonly pack: string;
  readonly lesson: string;
  readonly kept: LessonRecord;
}

function entries(record: ProgressRecord): readonly Entry[] {
  return Object.entries(record.packs).flatMap(([pack, lessons]) =>
    Object.entries(lessons).map(([lesson, kept]) => ({ pack, lesson, kept })),
  );
}

/** A line for each task, as RFC 4180 has it. */
function csv(record: ProgressRecord): string {
  const lines = entries(record).flatMap(({ pack, lesson, kept }) => {
    const common = [pack, lesson, kept.attempts, kept.startedAt, Math.round(kept.milliseconds / 1_000), kept.passedAt ?? ''];
    const tasks = Object.entries(kept.tasks);
    if (tasks.length === 0) return [[...common, '', '', '']];
    return tasks.map(([task, { hints, passedAt }]) => [...common, task, hints, passedAt ?? '']);
  });
  const head = ['pack', 'lesson', 'attempts', 'startedAt', 'seconds', 'lessonPassedAt', 'task', 'hints', 'taskPassedAt'];
  return [head, ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

function field(value: string | number): string {
  // A spreadsheet would take a text that begins so for a formula.
  const text = /^[=+\-@]/.test(String(value)) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Statements of the Experience API 1.0.3 for lessons begun and passed and tasks passed. The learner stays without a name. */
function statements(record: ProgressRecord, pack: Pack): readonly object[] {
  const actor = { objectType: 'Agent', account: { homePage: 'https://kubetutor.invalid', name: 'learner' } };
  const verb = (id: string, name: string): object => ({ id: `http://adlnet.gov/expapi/verbs/${id}`, display: { en: name } });
  return entries(record).flatMap(({ pack: packId, lesson, kept }) => {
    const known = pack.id === packId ? findLesson(pack, lesson) : undefined;
    const id = `https://kubetutor.invalid/packs/${packId}/${lesson}`;
    const activity = (path: string, name: string, type: string): object => ({
      objectType: 'Activity',
      id: path,
      definition: { name: { en: name }, type: `http://adlnet.gov/expapi/activities/${type}` },
    });
    const object = activity(id, known?.title ?? lesson, 'lesson');
    const duration = `PT${Math.round(kept.milliseconds / 1_000)}S`;
    return [
      { actor, verb: verb('attempted', 'attempted'), object, timestamp: kept.startedAt },
      ...(kept.passedAt === undefined
        ? []
        : [
            {
              actor,
              verb: verb('passed', 'passed'),
              object,
              result: { success: true, completion: true, duration },
              timestamp: kept.passedAt,
            },
          ]),
      ...Object.entries(kept.tasks).flatMap(([task, { passedAt, hints }]) =>
        passedAt === undefined
          ? []
          : [
              {
                actor,
                verb: verb('passed', 'passed'),
                object: activity(`${id}/${task}`, known?.tasks.find((one) => one.id === task)?.title ?? task, 'objective'),
                result: { success: true, extensions: { 'https://kubetutor.invalid/hints': hints } },
                timestamp: passedAt,
              },
            ],
      ),
    ];
  });
}
