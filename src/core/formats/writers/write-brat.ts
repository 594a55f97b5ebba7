import type { EntityType } from '#shared/domain/entity-type.ts';
import type { Span } from '#shared/domain/span.ts';
import { createOffsetMap } from '#core/text/offsets.ts';
import { piecesOf } from '../fit-spans.ts';
import { asAnnotated, keepsInUtf8, noId } from '../format-keeps.ts';
import type { FormatKeeps } from '../format-info.ts';
import { joinedNote } from '../readers/read-brat.ts';
import { folderName } from '../folder-name.ts';
import type { ExportDocument, OutputChunk, Writer } from '../writer.ts';

/**
 * A `.txt` and a `.ann` per document, `annotation.conf` and `visual.conf`. Offsets in code points; a span over a line
 * break is written in pieces, as brat demands; type names become slugs, with `type-names.tsv` to undo that.
 */
export const writeBrat: Writer = async function* (documents, options) {
  const slugs = new Map<string, string>();
  for (const { name } of options.types ?? []) slugOf(name, slugs);
  let index = 0;
  for await (const document of documents) {
    const name = folderName(document.id, index++);
    yield { path: `${name}.txt`, data: document.text };
    yield { path: `${name}.ann`, data: marks(document, slugs) };
  }
  yield* configuration(slugs, options.types ?? []);
};

function marks(document: ExportDocument, slugs: Map<string, string>): string {
  const map = createOffsetMap(document.text, 'codepoint');
  const lines: string[] = [];
  const notes: string[] = [];
  for (const [i, span] of document.spans.entries()) {
    const pieces = (span.fragments ?? [[span.start, span.end] as const]).flatMap(([start, end]) =>
      piecesOf(document.text, start, end),
    );
    const places = pieces.map(([start, end]) => `${map.fromUtf16(start) ?? 0} ${map.fromUtf16(end) ?? 0}`);
    const surface = pieces.map(([start, end]) => document.text.slice(start, end)).join(' ');
    lines.push(`T${i + 1}\t${slugOf(span.type, slugs)} ${places.join(';')}\t${surface}\n`);
    if (span.fragments === undefined && isBroken(document.text, span, pieces))
      notes.push(`#${notes.length + 1}\tAnnotatorNotes T${i + 1}\t${joinedNote}\n`);
  }
  return lines.join('') + notes.join('');
}

function isBroken(text: string, span: Span, pieces: readonly (readonly [number, number])[]): boolean {
  return (
    pieces.length > 1 ||
    pieces[0]?.[0] !== span.start ||
    pieces[0][1] !== span.end ||
    /[\r\n]/.test(text.slice(span.start, span.end))
  );
}

/** brat types hold letters, digits, hyphen and underscore. */
function slugOf(type: string, slugs: Map<string, string>): string {
  const known = slugs.get(type);
  if (known !== undefined) return known;
  const base = type.replace(/[^\p{L}\p{N}_-]+/gu, '_') || 'type';
  const taken = new Set(slugs.values());
  let slug = base;
  for (let n = 2; taken.has(slug); n++) slug = `${base}_${n}`;
  slugs.set(type, slug);
  return slug;
}

export const bratKeeps: FormatKeeps = {
  ...keepsInUtf8,
  id: noId,
  // type-names.tsv holds them as JSON.
  type: (type) => type,
  metadata: false,
  words: null,
  losesMark: true,
  annotated: asAnnotated,
};

function* configuration(
  slugs: ReadonlyMap<string, string>,
  types: readonly EntityType[],
): Generator<OutputChunk> {
  const names = [...slugs.values()];
  yield {
    path: 'annotation.conf',
    data: `[entities]\n${names.map((name) => `${name}\n`).join('')}\n[relations]\n\n[events]\n\n[attributes]\n`,
  };
  const colours = types.flatMap(({ name, color }) => {
    const slug = slugs.get(name);
    return color === null || slug === undefined ? [] : [`${slug}\tbgColor:${color}\n`];
  });
  const labels = [...slugs].map(([type, slug]) => `${slug} | ${type.replace(/[|\r\n]/g, ' ')}\n`);
  yield { path: 'visual.conf', data: `[labels]\n${labels.join('')}\n[drawing]\n${colours.join('')}` };
  const changed = [...slugs].filter(([type, slug]) => type !== slug);
  if (changed.length > 0)
    yield {
      path: 'type-names.tsv',
      data: changed.map(([type, slug]) => `${slug}\t${JSON.stringify(type)}\n`).join(''),
    };
}
