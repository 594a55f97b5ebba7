import { quarantined } from '../read-json-elements.ts';
import { chooseEncoding } from '../encoding.ts';
import { readLines, readWholeText } from '../read-lines.ts';
import { readHead, type ReadSource } from '../read-source.ts';
import type { ImportedDocument, ReadItem, ReadOptions, Reader } from '../reader.ts';

/**
 * Plain text: one document a line (default), the whole file, or blocks between blank lines. The text stays as it is;
 * only the line ends between documents are taken away.
 */
export const readText: Reader = async function* (source, options) {
  if (options.textUnit === 'file') {
    const { text, encoding, damaged } = await readWholeText(source, options);
    yield [
      { kind: 'detected', what: 'encoding', value: encoding.encoding, confidence: encoding.confidence },
      ...(damaged
        ? [
            {
              kind: 'repaired',
              line: 1,
              what: 'bytes that are not valid UTF-8 were replaced by U+FFFD',
            } as const,
          ]
        : []),
      { kind: 'document', document: plain(text) },
    ];
    return;
  }
  const encoding = chooseEncoding(await readHead(source), source.name, options.encoding);
  yield [{ kind: 'detected', what: 'encoding', value: encoding.encoding, confidence: encoding.confidence }];
  yield* options.textUnit === 'block' ? blocks(source, options) : documentsPerLine(source, options);
};

async function* documentsPerLine(
  source: ReadSource,
  options: ReadOptions,
): AsyncGenerator<readonly ReadItem[]> {
  let empty = 0;
  for await (const block of readLines(source, options)) {
    const out: ReadItem[] = [];
    for (const [i, line] of block.lines.entries()) {
      const isEnd = block.last && i === block.lines.length - 1;
      const text = line.endsWith('\r') ? line.slice(0, -1) : line;
      const damage = block.damaged.get(i);
      if (damage !== undefined) out.push(quarantined(block.firstLine + i, damage, text));
      else if (/\S/.test(text)) out.push({ kind: 'document', document: plain(text) });
      else if (!isEnd) empty++;
    }
    if (block.last && empty > 0)
      out.push({
        kind: 'detected',
        what: 'note',
        value: `${empty} empty lines were left out`,
        confidence: 1,
      });
    if (out.length > 0) yield out;
  }
}

async function* blocks(source: ReadSource, options: ReadOptions): AsyncGenerator<readonly ReadItem[]> {
  let open: string[] = [];
  const close = (): ReadItem[] => {
    if (open.length === 0) return [];
    const text = open.join('\n');
    open = [];
    return [{ kind: 'document', document: plain(text.endsWith('\r') ? text.slice(0, -1) : text) }];
  };
  for await (const block of readLines(source, options)) {
    const out: ReadItem[] = [];
    for (const [i, line] of block.lines.entries()) {
      const damage = block.damaged.get(i);
      if (damage !== undefined) out.push(quarantined(block.firstLine + i, damage, line));
      else if (/\S/.test(line)) open.push(line);
      else out.push(...close());
    }
    if (block.last) out.push(...close());
    if (out.length > 0) yield out;
  }
}

/** A text alone says nothing about entities: nobody annotated it. */
function plain(text: string): ImportedDocument {
  const surfaces = { verified: 0, total: 0 };
  return { id: null, text, reconstructed: false, spans: [], annotated: false, meta: {}, surfaces };
}
