import type { Destination } from '../app/effect.ts';
import type { MountedScreen, World } from '../app/screen.ts';

export interface ScreenModule {
  open(to: Destination, world: World): MountedScreen;
}

/** Every screen one can go to. Each is loaded when somebody goes there, so that the first frame waits for none of the others. */
export const screens: { readonly [name in Destination['name']]: () => Promise<ScreenModule> } = {
  welcome: () => import('./welcome/screen.ts'),
  home: () => import('./home/screen.ts'),
  lesson: () => import('./lesson/screen.ts'),
  cluster: () => import('./cluster/screen.ts'),
  trace: () => import('./trace/screen.ts'),
  requests: () => import('./requests/screen.ts'),
  difference: () => import('./difference/screen.ts'),
  editor: () => import('./editor/screen.ts'),
  rewind: () => import('./rewind/screen.ts'),
  review: () => import('./review/screen.ts'),
  terms: () => import('./terms/screen.ts'),
  exam: () => import('./exam/screen.ts'),
  packs: () => import('./packs/screen.ts'),
  settings: () => import('./settings/screen.ts'),
  debrief: () => import('./debrief/screen.ts'),
};
