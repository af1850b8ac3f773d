import { Box, Text } from 'ink';
import { memo, type ReactElement } from 'react';
import { fitLine, type Line, type Span } from '../../text/line.ts';
import { useLook } from '../../theme/context.tsx';
import type { Theme } from '../../theme/theme.ts';

export interface LinesProps {
  readonly lines: readonly Line[];
  readonly columns: number;
  readonly rows: number;
}

/** Rows of text in a rectangle. Nothing is ever drawn outside of it. */
export function Lines({ lines, columns, rows }: LinesProps): ReactElement {
  const { theme, symbols } = useLook();
  return (
    <Box flexDirection="column" width={columns} height={rows} flexShrink={0} overflow="hidden">
      {lines.slice(0, rows).map((line, row) => (
        // Rows have no identity but their place.
        // eslint-disable-next-line react/no-array-index-key
        <Row key={row} line={fitLine(line, columns, symbols.ellipsis)} theme={theme} />
      ))}
    </Box>
  );
}

const Row = memo(
  function Row({ line, theme }: { readonly line: Line; readonly theme: Theme }): ReactElement {
    // A row without a letter would have no height.
    if (line.every(({ text }) => text === '')) return <Text> </Text>;
    return (
      <Text wrap="truncate">
        {line.map((part, index) => (
          // eslint-disable-next-line react/no-array-index-key
          <Part key={index} part={part} theme={theme} />
        ))}
      </Text>
    );
  },
  (before, after) => before.theme === after.theme && sameLine(before.line, after.line),
);

function Part({ part, theme }: { readonly part: Span; readonly theme: Theme }): ReactElement {
  const look = theme.looks[part.role ?? 'text'];
  return (
    <Text
      {...(look.color === undefined ? {} : { color: look.color })}
      bold={part.bold ?? look.bold ?? false}
      dimColor={(look.dim ?? false) && part.selected !== true}
      italic={part.italic ?? look.italic ?? false}
      underline={part.underline ?? look.underline ?? false}
      inverse={part.selected ?? false}
    >
      {part.text}
    </Text>
  );
}

function sameLine(a: Line, b: Line): boolean {
  return a === b || (a.length === b.length && a.every((part, index) => sameSpan(part, b[index])));
}

function sameSpan(a: Span, b: Span | undefined): boolean {
  return (
    b !== undefined &&
    a.text === b.text &&
    a.role === b.role &&
    a.bold === b.bold &&
    a.italic === b.italic &&
    a.underline === b.underline &&
    a.selected === b.selected
  );
}
