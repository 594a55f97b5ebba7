import { optionPlaces } from '#shared/domain/reader-options.ts';
import { AppError } from '#shared/errors.ts';
import { foreignFile } from './foreign-file.ts';
import type { FormatId } from './format-info.ts';
import type { ReadSource } from './read-source.ts';
import type { ReadOptions } from './reader.ts';
import { sniff } from './sniff.ts';

export interface ImportOptions extends ReadOptions {
  readonly format?: FormatId | 'auto';
  /**
   * 'given': an id that occurs again stays as it is, for a receiver that tells such documents apart itself, as the store
   * does; what was seen need then not be remembered. Default: 'unique'.
   */
  readonly ids?: 'unique' | 'given';
  /** Each path is one annotator's; of a single folder or archive, each file or folder in it is. */
  readonly annotatorFiles?: boolean;
}

/** One file to read: named as it is, or found in a folder or an archive. */
export interface FileInput {
  readonly source: ReadSource;
  readonly format: FormatId;
  readonly options: ReadOptions;
  /** It lies in a folder or an archive that was named as a whole. */
  readonly isOneOfMany: boolean;
  /** Why it cannot be read at all; then `format` means nothing. */
  readonly problem?: AppError;
}

/** What a file is read as, or why not. */
export function describeFile(
  source: ReadSource,
  head: Uint8Array,
  options: ImportOptions,
  isOneOfMany: boolean,
): FileInput {
  const chosen = chosenFormat(options);
  const format = chosen ?? sniff(head, source.name).format.value;
  const own =
    format === 'text' && isOneOfMany && options.textUnit === undefined
      ? { ...options, textUnit: 'file' as const }
      : options;
  const input = { source, format, options: own, isOneOfMany };
  const foreign = foreignFile(head);
  if (foreign === null || (foreign.isText && chosen === 'text')) return input;
  const byHand = foreign.isText
    ? ` To read the file as it stands, choose plain text with ${optionPlaces.format}.`
    : '';
  return {
    ...input,
    problem: new AppError('FORMAT_INVALID', `${source.name} is ${foreign.what}, which cannot be imported`, {
      action: foreign.advice + byHand,
    }),
  };
}

/** Zip archives of corpus files; some formats are zip archives themselves. */
export function isArchive(head: Uint8Array, name: string, options: ImportOptions): boolean {
  if (!(head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4)) return false;
  const chosen = chosenFormat(options);
  if (chosen !== null) return chosen !== 'xlsx' && chosen !== 'bundle';
  const { value, confidence } = sniff(head, name).format;
  return value !== 'xlsx' && !(value === 'bundle' && confidence >= 0.9);
}

const chosenFormat = (options: ImportOptions): FormatId | null =>
  options.format === undefined || options.format === 'auto' ? null : options.format;
