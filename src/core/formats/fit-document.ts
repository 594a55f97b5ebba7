import type { OffsetUnit } from '#core/text/offsets.ts';
import type { Span, Token } from '#shared/domain/span.ts';
import type { Comparable } from './document-print.ts';
import { tokenView } from './export-tokens.ts';
import type { Format, FormatKeeps } from './format-info.ts';
import { ownWords } from './format-keeps.ts';
import { fitSpans, type SpanProfile, type WrittenText } from './fit-spans.ts';
import type { DocumentLoss, DocumentLossKind, LayerOwner, Loss } from './losses.ts';
import { freeName } from './label-studio-regions.ts';
import { sameSpans } from './same-spans.ts';
import type { ExportDocument, WriteOptions } from './writer.ts';

type Layers = Readonly<Record<string, readonly Span[]>>;

const nobody: LayerOwner = { annotator: null, model: null };
const person = (name: string): LayerOwner => ({ annotator: name, model: null });
const model = (name: string): LayerOwner => ({ annotator: null, model: name });

export interface FittedDocument {
  /** As the writer gets it: spans, layers and types are what the format takes. */
  readonly document: ExportDocument;
  readonly losses: readonly Loss[];
  /** As it should come back, all losses taken into account; null: nothing of it does. */
  readonly back: Comparable | null;
}

/** The unit an export of this format counts in, where the format leaves a choice. */
export function writtenUnit(
  format: Pick<Format, 'id' | 'unit'>,
  options: WriteOptions,
): OffsetUnit | 'tokens' {
  if (format.unit !== 'varies') return format.unit;
  return options.offsetUnit ?? (format.id.startsWith('label-studio') ? 'codepoint' : 'utf16');
}

/**
 * Works out, before anything is written, what a format takes of each document, everything it loses, and how it will
 * come back. Made once per export, because what a column file looks like depends on its first document.
 */
export function createFitter(
  format: Format,
  options: WriteOptions,
): (document: ExportDocument) => FittedDocument {
  const { holds, keeps } = format;
  const unit = writtenUnit(format, options);
  const profile: SpanProfile = { holds, type: keeps.type, unit: unit === 'tokens' ? 'utf16' : unit };
  const textBack = keeps.text(options);
  return (document) => {
    const written = writtenText(document.text, keeps);
    const losses: Loss[] = [];
    const lose = (what: DocumentLossKind, why: string, owner = nobody): void => {
      const loss: DocumentLoss = { documentId: document.id, ...owner, what, why, span: null };
      losses.push(loss);
    };
    const fit = (spans: readonly Span[], owner: LayerOwner): readonly Span[] => {
      const { kept, losses: lost } = fitSpans(document.text, spans, profile, written);
      for (const loss of lost) losses.push({ documentId: document.id, ...owner, ...loss });
      return kept.length === spans.length && kept.every((span, i) => span === spans[i]) ? spans : kept;
    };
    const dropLayer = (owner: LayerOwner, spans: readonly Span[], why: string, isMain: boolean): void => {
      lose('annotator', isMain ? `${why}; its marks are the document's own marks` : why, owner);
      if (isMain) return;
      for (const span of spans)
        losses.push({ documentId: document.id, ...owner, span, what: 'dropped', why, written: null });
    };

    const spans = fit(document.spans, nobody);
    const layers = fitLayers(document.layers, person, holds.multiAnnotator ? fit : null, (owner, own) => {
      dropLayer(owner, own, 'the format holds one annotator only', sameSpans(own, document.spans));
    });
    const predictions = fitLayers(
      document.predictions,
      model,
      holds.predictions ? fit : null,
      (owner, own) => {
        dropLayer(owner, own, 'the format holds no predictions of models', false);
      },
    );
    const { layers: _layers, predictions: _predictions, unsettled, tokens, ...rest } = document;
    const fitted: ExportDocument = {
      ...rest,
      text: written.text,
      ...(tokens === undefined ? {} : { tokens: movedTokens(tokens, written.shift) }),
      spans,
      ...(layers === null ? {} : { layers }),
      ...(unsettled === true && layers !== null ? { unsettled } : {}),
      ...(predictions === null ? {} : { predictions }),
    };

    const text = textBack(fitted);
    if (text === null) {
      lose('document', 'a document without text leaves nothing in this format');
      return { document: fitted, losses, back: null };
    }
    const id = keeps.id(document.id);
    if (id !== document.id)
      lose('id', id === null ? 'the format has no place for ids' : `the id comes back as "${id}"`);
    if (written.why !== undefined) lose('text', written.why);
    if (text !== written.text) lose('text', keeps.textWhy);
    const meta = document.meta ?? {};
    const hasMeta = Object.keys(meta).length > 0;
    if (hasMeta && !keeps.metadata) lose('metadata', 'the format has no place for metadata');
    const isAnnotated = document.annotated !== false;
    const annotated = keeps.annotated(isAnnotated, fitted);
    if (annotated !== isAnnotated)
      lose(
        'annotated',
        annotated
          ? 'nobody annotated the document; in this format it looks as if there were nothing to mark'
          : 'somebody annotated the document; in this format nobody did',
      );
    return {
      document: fitted,
      losses,
      back: {
        id,
        text,
        spans,
        placeTokens: keeps.losesSpacing ? tokenView(fitted, options).tokens : null,
        layers: layersBack(layers ?? {}),
        unsettled: fitted.unsettled === true,
        predictions: predictions ?? {},
        annotated,
        meta: keeps.metadata ? meta : {},
        words: document.tokens === undefined ? null : wordsBack(fitted),
      },
    };

    function layersBack(written: Layers): Layers {
      const renamed: Record<string, readonly Span[]> = {};
      for (const [name, own] of Object.entries(written)) {
        const found = freeName(renamed, keeps.layer(name));
        if (found !== name) lose('annotator', `the annotator comes back as "${found}"`, person(name));
        renamed[found] = own;
      }
      return renamed;
    }

    function wordsBack(written: ExportDocument): readonly string[] | null {
      if (keeps.words === null) {
        lose('tokens', 'the format has no place for the tokens the document came with');
        return null;
      }
      const own = ownWords(document);
      const words = keeps.words(written, options);
      if (words.length !== own.length || words.some((word, i) => word !== own[i]))
        lose('tokens', 'the words in the file are other ones than the tokens the document came with');
      return words;
    }
  };
}

function writtenText(text: string, keeps: FormatKeeps): WrittenText {
  const characters = keeps.characters(text);
  const shift = keeps.losesMark ? (/^\uFEFF+/.exec(characters)?.[0].length ?? 0) : 0;
  const whys = [
    ...(characters === text ? [] : [keeps.charactersWhy]),
    ...(shift === 0 ? [] : ['a byte order mark at the beginning is left out']),
  ];
  if (whys.length === 0) return { text, shift };
  return { text: characters.slice(shift), shift, why: whys.join('; ') };
}

function movedTokens(tokens: readonly Token[], shift: number): readonly Token[] {
  if (shift === 0) return tokens;
  return tokens
    .map(({ start, end }) => ({ start: Math.max(0, start - shift), end: end - shift }))
    .filter(({ start, end }) => end > start);
}

function fitLayers(
  given: Layers | undefined,
  ownerOf: (name: string) => LayerOwner,
  fit: ((spans: readonly Span[], owner: LayerOwner) => readonly Span[]) | null,
  drop: (owner: LayerOwner, spans: readonly Span[]) => void,
): Layers | null {
  if (given === undefined) return null;
  const kept: [string, readonly Span[]][] = [];
  for (const [name, spans] of Object.entries(given))
    if (fit === null) drop(ownerOf(name), spans);
    else kept.push([name, fit(spans, ownerOf(name))]);
  return fit === null ? null : Object.fromEntries(kept);
}
