/** Rows under a heading, in columns as wide as they need to be; `  ` between them. Empty cells show as `-`. */
export function table(heading: string[], rows: string[][]): string[] {
  const cells = [heading, ...rows.map((row) => row.map((cell) => cell || '-'))]
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
