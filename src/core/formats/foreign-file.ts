/** A kind of file that holds no corpus we can read, and what to do instead. */
export interface ForeignFile {
  /** With its article: "a gzip archive". */
  readonly what: string;
  readonly advice: string;
  /** It is text of a kind: who asks for plain text by hand gets it as it is. */
  readonly isText: boolean;
}

const unpack = 'Unpack it, then import the files inside.';
const save = 'Save it as plain text, CSV or one of the formats of docs/formats.md, then import that.';
const noCorpus = 'Check the path: this file holds no texts to import.';

/** First bytes → what they begin. Signs made of letters count only where bytes that no text has are near. */
const signs: readonly (readonly [sign: readonly number[] | string, what: string, advice: string])[] = [
  [[0x1f, 0x8b], 'a gzip archive', unpack],
  ['BZh', 'a bzip2 archive', unpack],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'an xz archive', unpack],
  [[0x28, 0xb5, 0x2f, 0xfd], 'a Zstandard archive', unpack],
  [[0x37, 0x7a, 0xbc, 0xaf], 'a 7-Zip archive', unpack],
  [[0x52, 0x61, 0x72, 0x21, 0x1a], 'a RAR archive', unpack],
  [[0x50, 0x4b, 5, 6], 'an empty zip archive', 'Zip the files again; this archive holds none.'],
  [
    [0x50, 0x4b, 7, 8],
    'one part of a split zip archive',
    'Join its parts and unpack them, then import the files.',
  ],
  [[0x7f, 0x45, 0x4c, 0x46], 'a program (ELF)', noCorpus],
  ['MZ', 'a Windows program', noCorpus],
  [[0xcf, 0xfa, 0xed, 0xfe], 'a macOS program', noCorpus],
  [[0xca, 0xfe, 0xba, 0xbe], 'a program (Mach-O or Java class)', noCorpus],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Office file (.doc, .xls or .ppt)', save],
  [
    'SQLite format 3',
    'a SQLite database',
    'A DiZiNER project is opened, not imported; export other databases as CSV.',
  ],
  ['ARROW1', 'an Arrow file', 'Save it as Parquet or JSONL, then import that.'],
  [
    [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59],
    'a NumPy array',
    'Save the texts as JSONL or CSV, then import that.',
  ],
  [[0x89, 0x48, 0x44, 0x46], 'an HDF5 file', 'Save the texts as JSONL or CSV, then import that.'],
  [[0x80, 2], 'a Python pickle', 'Save the texts as JSONL or CSV, then import that.'],
  [[0x80, 3], 'a Python pickle', 'Save the texts as JSONL or CSV, then import that.'],
  [[0x80, 4], 'a Python pickle', 'Save the texts as JSONL or CSV, then import that.'],
  [[0x80, 5], 'a Python pickle', 'Save the texts as JSONL or CSV, then import that.'],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG picture', noCorpus],
  [[0xff, 0xd8, 0xff], 'a JPEG picture', noCorpus],
  ['GIF8', 'a GIF picture', noCorpus],
  ['RIFF', 'a sound, film or picture (RIFF)', noCorpus],
  ['OggS', 'a sound or film (Ogg)', noCorpus],
  ['ID3', 'a sound (MP3)', noCorpus],
];

const zipSigns: readonly (readonly [sign: RegExp, what: string])[] = [
  [/word\/(document|styles|_rels)/, 'a Word document'],
  [/ppt\/(presentation|slides|_rels)/, 'a PowerPoint file'],
  [/mimetypeapplication\/vnd\.oasis\.opendocument\.text/, 'an OpenDocument text'],
  [/mimetypeapplication\/vnd\.oasis\.opendocument/, 'an OpenDocument file'],
  [/mimetypeapplication\/epub\+zip/, 'an e-book (EPUB)'],
];

/** Names files that are often given by mistake; null for everything that may be a corpus. */
export function foreignFile(head: Uint8Array): ForeignFile | null {
  const isBinary = head.subarray(0, 512).some((byte) => byte < 9 || (byte > 13 && byte < 27));
  for (const [sign, what, advice] of signs)
    if (startsWith(head, sign) && (isBinary || typeof sign !== 'string'))
      return { what, advice, isText: false };
  const start = new TextDecoder('latin1').decode(head.subarray(0, 8192));
  if (start.slice(257, 262) === 'ustar') return { what: 'a tar archive', advice: unpack, isText: false };
  if (start.startsWith('PK\x03\x04')) {
    const what = zipSigns.find(([sign]) => sign.test(start))?.[1];
    return what === undefined || /xl\/(workbook|worksheets|_rels)/.test(start)
      ? null
      : { what, advice: save, isText: false };
  }
  const text = start.replace(/^(\xef\xbb\xbf)?\s*/, '');
  if (text.startsWith('%PDF-'))
    return {
      what: 'a PDF file',
      advice: `${save} Copying out of a PDF viewer, or the tool pdftotext, gives its text.`,
      isText: true,
    };
  if (text.startsWith('{\\rtf')) return { what: 'a rich text file (RTF)', advice: save, isText: true };
  if (/^(<!doctype html|<html[\s>])/i.test(text))
    return { what: 'a web page (HTML)', advice: save, isText: true };
  return null;
}

function startsWith(head: Uint8Array, sign: readonly number[] | string): boolean {
  const bytes = typeof sign === 'string' ? [...new TextEncoder().encode(sign)] : sign;
  return bytes.every((byte, i) => head[i] === byte);
}
