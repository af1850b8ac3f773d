import './app/promise-with-resolvers.ts';
export { runApp, type RunAppOptions } from './app/run-app.tsx';
export type {
  Completion,
  CourseChoice,
  CourseHome,
  CourseOutline,
  ExamPort,
  ExamScore,
  LessonOutline,
  LessonProgress,
  LibraryPort,
  ModuleOutline,
  OpenLesson,
  PackOutline,
  ProgressPort,
  ReviewCard,
  SessionPort,
  Settings,
  Stop,
  TuiPlatform,
  WorkspaceFiles,
} from './ports.ts';
export type { ClusterFacts } from './cluster/facts.ts';
export { themeNames, type ThemeName } from './theme/theme.ts';
