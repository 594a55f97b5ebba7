/** Each drawn segment carries its start offset; its one text node holds exactly its characters. */
const offsetAttribute = 'data-o';

/** The document offset of a DOM position inside the pane; null where the position is in no text. */
export function offsetOfPoint(node: Node | null, nodeOffset: number): number | null {
  if (node === null) return null;
  if (node instanceof Text) {
    const segment = node.parentElement?.closest(`[${offsetAttribute}]`);
    const start = segment?.getAttribute(offsetAttribute);
    return start === null || start === undefined ? null : Number(start) + nodeOffset;
  }
  const child = node.childNodes[nodeOffset] ?? null;
  const inside = child instanceof Element ? firstSegment(child) : null;
  if (inside !== null) return Number(inside.getAttribute(offsetAttribute));
  const before = node.childNodes[nodeOffset - 1] ?? node;
  const last = before instanceof Element ? lastSegment(before) : null;
  return last === null ? null : Number(last.getAttribute(offsetAttribute)) + last.textContent.length;
}

/** The offsets the browser's selection covers inside `pane`; null where it touches other things or nothing. */
export function selectedOffsets(
  pane: HTMLElement,
): { readonly start: number; readonly end: number; readonly column: string | null } | null {
  const selection = window.getSelection();
  if (selection === null || selection.rangeCount === 0) return null;
  if (!pane.contains(selection.anchorNode) || !pane.contains(selection.focusNode)) return null;
  const anchor = offsetOfPoint(selection.anchorNode, selection.anchorOffset);
  const focus = offsetOfPoint(selection.focusNode, selection.focusOffset);
  if (anchor === null || focus === null) return null;
  const element =
    selection.anchorNode instanceof Element ? selection.anchorNode : selection.anchorNode?.parentElement;
  const column = element?.closest('[data-column]')?.getAttribute('data-column') ?? null;
  return { start: Math.min(anchor, focus), end: Math.max(anchor, focus), column };
}

function firstSegment(element: Element): Element | null {
  return element.matches(`[${offsetAttribute}]`) ? element : element.querySelector(`[${offsetAttribute}]`);
}

function lastSegment(element: Element): Element | null {
  if (element.matches(`[${offsetAttribute}]`)) return element;
  const all = element.querySelectorAll(`[${offsetAttribute}]`);
  return all.length === 0 ? null : all.item(all.length - 1);
}
