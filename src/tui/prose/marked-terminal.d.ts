declare module 'marked-terminal' {
  import type { MarkedExtension, RendererObject } from 'marked';

  type Style = (text: string) => string;

  interface TerminalOptions {
    readonly [
      style:
        | 'code'
        | 'blockquote'
        | 'html'
        | 'heading'
        | 'firstHeading'
        | 'hr'
        | 'listitem'
        | 'table'
        | 'paragraph'
        | 'strong'
        | 'em'
        | 'codespan'
        | 'del'
        | 'link'
        | 'href'
        | 'text'
    ]: Style;
    readonly image: (href: string, title: string, text: string) => string;
    readonly emoji: boolean;
    readonly showSectionPrefix: boolean;
    readonly reflowText: boolean;
    readonly tab: number;
    /** Passed on to cli-table3. */
    readonly tableOptions: object;
  }

  /** `highlighting` is passed on to cli-highlight. */
  export function markedTerminal(
    options?: Partial<TerminalOptions>,
    highlighting?: { readonly theme?: { readonly [token: string]: Style } },
  ): MarkedExtension & { readonly renderer: RendererObject };
}
