import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** Bounds in device-independent pixels. */
const windowStateSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1024).max(20_000),
  height: z.int().min(640).max(20_000),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Null where nothing usable is stored: the first start, a damaged file, or a screen that is no longer there. */
export function loadWindowState(file: string, workAreas: readonly Area[]): WindowState | null {
  let stored: unknown;
  try {
    stored = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
  const state = windowStateSchema.safeParse(stored);
  return state.success && workAreas.some((area) => showsTitleBar(state.data, area)) ? state.data : null;
}

/** At least 100 × 30 px of the window's top must lie on a screen, or the user could not drag it back. */
function showsTitleBar(state: WindowState, area: Area): boolean {
  const visibleWidth = Math.min(state.x + state.width, area.x + area.width) - Math.max(state.x, area.x);
  return visibleWidth >= 100 && state.y >= area.y - 10 && state.y + 30 <= area.y + area.height;
}

/** Written beside and renamed, so that a crash leaves the old file. A full disk must not keep the window from closing. */
export function saveWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  } catch {
    // The only loss is the window's place on the screen.
  }
}
