import { createContext, use } from 'react';
import { unicodeSymbols, type Symbols } from './symbols.ts';
import type { Theme } from './theme.ts';
import { themes } from './themes.ts';

export interface LookOfThings {
  readonly theme: Theme;
  readonly symbols: Symbols;
}

export const LookContext = createContext<LookOfThings>({ theme: themes.dark, symbols: unicodeSymbols });

export function useLook(): LookOfThings {
  return use(LookContext);
}
