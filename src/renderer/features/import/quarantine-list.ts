interface SetAside {
  readonly line: number;
  readonly why: string;
  readonly text: string;
}

/** Rows set aside as a table (tab-separated, one row a line); tabs and line breaks inside become spaces. */
export function quarantineList(rows: readonly SetAside[]): string {
  const clean = (cell: string) => cell.replace(/[\t\r\n]+/g, ' ');
  const lines = rows.map(({ line, why, text }) => [String(line), clean(why), clean(text)].join('\t'));
  return ['line\twhy\ttext', ...lines].join('\n') + '\n';
}
