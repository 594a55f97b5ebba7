import type { MatrixCell } from './matrix.tsx';

const size = 46;
const height = 30;

/** The matrix as a drawing, for saving. */
export function matrixPicture(
  rows: readonly string[],
  columns: readonly string[],
  cells: readonly (readonly MatrixCell[])[],
): SVGSVGElement {
  const left = Math.max(...rows.map((row) => row.length), 6) * 6.8 + 16;
  const svg = element('svg', {
    width: left + columns.length * size + 8,
    height: 28 + rows.length * height + 8,
  }) as SVGSVGElement;
  svg.style.fontFamily = 'Inter Variable, system-ui, sans-serif';
  svg.style.fontSize = '12px';
  columns.forEach((column, c) => {
    svg.append(label(column, left + c * size + size / 2, 16, 'middle'));
  });
  rows.forEach((row, r) => {
    const middle = 28 + r * height + height / 2;
    svg.append(label(row, 8, middle, 'start'));
    columns.forEach((_, c) => {
      const cell = cells[r]?.[c];
      if (cell === undefined) return;
      const box = element('rect', {
        x: left + c * size + 1,
        y: 28 + r * height + 1,
        width: size - 2,
        height: height - 2,
      });
      const share = cell.muted === true || cell.heat === null ? 0 : Math.round(4 + 38 * cell.heat);
      box.style.fill = `color-mix(in srgb, var(--accent) ${share}%, var(--panel))`;
      svg.append(box, label(cell.text, left + c * size + size / 2, middle, 'middle'));
    });
  });
  return svg;
}

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function label(text: string, x: number, y: number, anchor: string): SVGElement {
  const made = element('text', { x, y, 'text-anchor': anchor, 'dominant-baseline': 'middle' });
  made.style.fill = 'var(--text)';
  made.textContent = text;
  return made;
}
