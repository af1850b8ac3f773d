import type { Destination } from '../app/effect.ts';
import type { MountedScreen, World } from '../app/screen.ts';

export interface ScreenModule {
  open(to: Destination, world: World): MountedScreen;
}

/** Every screen one can go to. Each is loaded when somebody goes there, so that the first frame waits for none of the others. */
export const screens: { readonly [name in Destination['name']]: () => Promise<ScreenModule> } = {
  welcome: () => import('./welcome/screen.tsx'),
  home: () => import('./home/screen.tsx'),
  lesson: () => import('./lesson/screen.tsx'),
  cluster: () => import('./cluster/screen.tsx'),
  editor: () => import('./editor/screen.tsx'),
  rewind: () => import('./rewind/screen.tsx'),
  review: () => import('./review/screen.tsx'),
  terms: () => import('./terms/screen.tsx'),
  settings: () => import('./settings/screen.tsx'),
  debrief: () => import('./debrief/screen.tsx'),
};
