/** Where a file stands in an export that keeps a folder per document with a file per annotator. */
export interface LayerPlace {
  /** The path as it was given. */
  readonly path: string;
  /** annotator: that person's marks; settled: what a curator decided; initial: the document before anybody came. */
  readonly kind: 'annotator' | 'settled' | 'initial';
  readonly annotator: string;
}

export interface LayeredDocument {
  /** The document's name in the tool. */
  readonly name: string;
  readonly files: readonly LayerPlace[];
}

const readable = /\.(zip|xmi|xml|json|tsv|conll|conllu|txt|tei)$/i;

/**
 * The layout of INCEpTION and WebAnno project exports, `annotation/<document>/<annotator>.zip` and
 * `curation/<document>/CURATION_USER.zip` (or `.xmi`, `.json`, `.tsv`, …), below any folder. Documents come in the order
 * of their names, annotators too; other files of such an export are no corpus.
 * @returns null where the files are not laid out like that
 */
export function annotatorLayout(paths: Iterable<string>): readonly LayeredDocument[] | null {
  const documents = new Map<string, { readonly name: string; readonly files: LayerPlace[] }>();
  let isSure = false;
  for (const path of [...paths].sort()) {
    if (/(^|[\\/])(exportedproject\.json|(annotation|curation)_ser[\\/].*)$/.test(path)) isSure = true;
    const match = /^(.*?)(?:^|[\\/])(annotation|curation)[\\/]([^\\/]+)[\\/]([^\\/]+)$/.exec(path);
    const [, root = '', folder, name = '', file = ''] = match ?? [];
    if (match === null || !readable.test(file) || /^\._|^typesystem\.xml$/i.test(file)) continue;
    const place = placeOf(path, folder === 'curation', file);
    if (place.kind !== 'annotator' || isFileName(name)) isSure = true;
    const key = `${root}\n${name}`;
    const known = documents.get(key);
    if (known === undefined) documents.set(key, { name, files: [place] });
    else known.files.push(place);
  }
  return isSure && documents.size > 0 ? [...documents.values()] : null;
}

/** Documents are named after the files they came from; a folder of a corpus seldom is. */
const isFileName = (name: string): boolean => /\.\w{2,5}$/.test(name);

function placeOf(path: string, isCuration: boolean, file: string): LayerPlace {
  // Some versions put a long random number behind the name.
  const annotator = file.replace(/\.[^.]+$/, '').replace(/(?<=\D)\d{15,}$/, '');
  if (isCuration || annotator === 'CURATION_USER') return { path, kind: 'settled', annotator: 'curation' };
  return { path, kind: annotator === 'INITIAL_CAS' ? 'initial' : 'annotator', annotator };
}
