export interface WinkEntity {
  readonly start: number;
  readonly end: number;
  /** DATE, TIME, MONEY, PERCENT, CARDINAL, EMAIL, URL … */
  readonly kind: string;
}

type Reader = (text: string) => readonly { readonly value: string; readonly type: string }[];
let reader: Promise<Reader> | undefined;

/** Figures, dates and addresses that wink-nlp finds. The library and its model are loaded when first needed. */
export async function winkEntities(text: string): Promise<WinkEntity[]> {
  reader ??= loadReader();
  const found: WinkEntity[] = [];
  let from = 0;
  for (const { value, type } of (await reader)(text)) {
    // The library gives no character offsets, and single spaces inside a value: search on from the last hit.
    const pattern = value.split(/\s+/u).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, '\\$&'));
    const search = new RegExp(pattern.join('\\s*'), 'gu');
    search.lastIndex = from;
    const match = search.exec(text);
    if (match === null || match[0] === '') continue;
    const start = match.index;
    from = start + match[0].length;
    found.push({ start, end: from, kind: type });
  }
  return found;
}

async function loadReader(): Promise<Reader> {
  const [{ default: createWink }, { default: model }] = await Promise.all([
    import('wink-nlp'),
    import('wink-eng-lite-web-model'),
  ]);
  const wink = createWink(model, ['sbd', 'ner']);
  return (text) =>
    // eslint-disable-next-line @typescript-eslint/unbound-method -- wink's own helpers are passed like this; they use no `this`
    (wink.readDoc(text).entities().out(wink.its.detail) as { value: unknown; type: unknown }[]).map(
      ({ value, type }) => ({ value: String(value), type: String(type) }),
    );
}
