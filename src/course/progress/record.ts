/** What is kept of a learner. Real times are ISO texts. */
export interface ProgressRecord {
  readonly version: 1;
  /** By pack id, then by lesson id. */
  readonly packs: { readonly [pack: string]: { readonly [lesson: string]: LessonRecord } };
  readonly last?: { readonly pack: string; readonly lesson: string };
  readonly welcomed?: boolean;
  readonly theme?: string;
  /** Language of the lessons. */
  readonly locale?: string;
  /** Virtual seconds in a second when a lesson begins. */
  readonly speed?: number;
  /** Whether a screen reader reads the screens. */
  readonly spoken?: boolean;
  /** What spaced repetition knows of each card: by pack id, then by `lesson#card`. */
  readonly reviews?: { readonly [pack: string]: { readonly [card: string]: CardRecord } };
  readonly exams?: readonly ExamRecord[];
}

/** The memory of one card, as FSRS keeps it. Times are ISO texts. */
export interface CardRecord {
  readonly due: string;
  readonly lastReview?: string;
  readonly stability: number;
  readonly difficulty: number;
  readonly scheduledDays: number;
  readonly learningSteps: number;
  readonly reps: number;
  readonly lapses: number;
  readonly state: number;
}

export interface ExamRecord {
  readonly pack: string;
  readonly at: string;
  readonly milliseconds: number;
  /** Tasks passed and tasks there were, by module id. */
  readonly modules: { readonly [module: string]: { readonly passed: number; readonly of: number } };
}

export interface LessonRecord {
  /** How often it was begun from its start. */
  readonly attempts: number;
  readonly startedAt: string;
  /** Real milliseconds spent in it. */
  readonly milliseconds: number;
  /** When all tasks had passed for the first time. */
  readonly passedAt?: string;
  readonly tasks: { readonly [task: string]: TaskRecord };
}

export interface TaskRecord {
  readonly hints: number;
  readonly passedAt?: string;
}

export const noProgress: ProgressRecord = { version: 1, packs: {} };

const noLesson = (now: string): LessonRecord => ({ attempts: 0, startedAt: now, milliseconds: 0, tasks: {} });

export function lessonRecord(record: ProgressRecord, pack: string, lesson: string): LessonRecord | undefined {
  const lessons = Object.hasOwn(record.packs, pack) ? record.packs[pack] : undefined;
  return lessons !== undefined && Object.hasOwn(lessons, lesson) ? lessons[lesson] : undefined;
}

function withLesson(record: ProgressRecord, pack: string, lesson: string, value: LessonRecord): ProgressRecord {
  return { ...record, packs: { ...record.packs, [pack]: { ...record.packs[pack], [lesson]: value } } };
}

/** The learner opened a lesson; `fresh` when from its start. */
export function lessonOpened(record: ProgressRecord, pack: string, lesson: string, now: string, fresh: boolean): ProgressRecord {
  const before = lessonRecord(record, pack, lesson) ?? noLesson(now);
  const opened = withLesson(record, pack, lesson, { ...before, attempts: before.attempts + (fresh ? 1 : 0) });
  return { ...opened, last: { pack, lesson } };
}

/** What a lesson looks like now. Tasks that passed once stay passed, and numbers never go down. */
export function lessonSeen(
  record: ProgressRecord,
  pack: string,
  lesson: string,
  seen: {
    readonly now: string;
    /** Real milliseconds since it was seen last. */
    readonly milliseconds: number;
    readonly tasks: readonly { readonly id: string; readonly passed: boolean; readonly hints: number }[];
  },
): ProgressRecord {
  const before = lessonRecord(record, pack, lesson) ?? noLesson(seen.now);
  const tasks = { ...before.tasks };
  for (const { id, passed, hints } of seen.tasks) {
    const task = tasks[id] ?? { hints: 0 };
    const passedAt = task.passedAt ?? (passed ? seen.now : undefined);
    if (passedAt === undefined && hints === 0 && tasks[id] === undefined) continue;
    tasks[id] = { hints: Math.max(task.hints, hints), ...(passedAt === undefined ? {} : { passedAt }) };
  }
  const all = seen.tasks.every(({ id }) => tasks[id]?.passedAt !== undefined);
  const passedAt = before.passedAt ?? (all ? seen.now : undefined);
  return withLesson(record, pack, lesson, {
    ...before,
    milliseconds: before.milliseconds + seen.milliseconds,
    tasks,
    ...(passedAt === undefined ? {} : { passedAt }),
  });
}

export function statusOf(lesson: LessonRecord | undefined): 'new' | 'started' | 'passed' {
  if (lesson?.passedAt !== undefined) return 'passed';
  return lesson === undefined ? 'new' : 'started';
}

export function tasksPassed(lesson: LessonRecord | undefined): number {
  return Object.values(lesson?.tasks ?? {}).filter(({ passedAt }) => passedAt !== undefined).length;
}

/** Reads a record that was stored, perhaps by a later or earlier version or by hand. Undefined when it is none. */
export function readProgress(value: unknown): ProgressRecord | undefined {
  if (!isObject(value)) return undefined;
  if (Object.keys(value).length === 0) return noProgress;
  const { version, packs, last, welcomed, theme, locale, speed, spoken, reviews, exams } = value;
  if (version !== 1 || !isObject(packs)) return undefined;
  if (!Object.values(packs).every((lessons) => isObject(lessons) && Object.values(lessons).every(isLesson))) return undefined;
  return {
    version: 1,
    packs: packs as ProgressRecord['packs'],
    ...(isObject(last) && typeof last['pack'] === 'string' && typeof last['lesson'] === 'string'
      ? { last: { pack: last['pack'], lesson: last['lesson'] } }
      : {}),
    ...(typeof welcomed === 'boolean' ? { welcomed } : {}),
    ...(typeof theme === 'string' ? { theme } : {}),
    ...(typeof locale === 'string' ? { locale } : {}),
    ...(typeof speed === 'number' && speed >= 0 && speed <= 100 ? { speed } : {}),
    ...(typeof spoken === 'boolean' ? { spoken } : {}),
    ...(areReviews(reviews) ? { reviews } : {}),
    ...(Array.isArray(exams) && exams.every(isExam) ? { exams } : {}),
  };
}

function areReviews(value: unknown): value is NonNullable<ProgressRecord['reviews']> {
  return isObject(value) && Object.values(value).every((cards) => isObject(cards) && Object.values(cards).every(isCard));
}

function isCard(value: unknown): value is CardRecord {
  if (!isObject(value) || typeof value['due'] !== 'string' || Number.isNaN(Date.parse(value['due']))) return false;
  return ['stability', 'difficulty', 'scheduledDays', 'learningSteps', 'reps', 'lapses', 'state'].every(
    (key) => typeof value[key] === 'number',
  );
}

function isExam(value: unknown): value is ExamRecord {
  return isObject(value) && typeof value['pack'] === 'string' && typeof value['at'] === 'string' && isObject(value['modules']);
}

function isLesson(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { attempts, startedAt, milliseconds, tasks } = value;
  return (
    typeof attempts === 'number' &&
    typeof startedAt === 'string' &&
    typeof milliseconds === 'number' &&
    isObject(tasks) &&
    Object.values(tasks).every((task) => isObject(task) && typeof task['hints'] === 'number')
  );
}

// The sandbox has this too, but the first screen reads the record and must not wait for the sandbox.
function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
