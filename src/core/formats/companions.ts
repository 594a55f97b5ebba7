/** Read together with another file, or about an export: no documents of their own. */
const companion =
  /^((annotation|visual|tools|kb_shortcuts)\.conf|type-names\.tsv|labels\.json|(.*\.)?(manifest\.json|losses\.jsonl)|.*\.label_config\.xml|.*typesystem.*\.xml)$/i;
/** About the corpus where they lie beside it; a person may also mean them as texts. */
const paper = /^(readme|licen[cs]e)(\.(md|txt|rst))?$/i;
const hidden = /^(\.|__MACOSX$|Thumbs\.db$|desktop\.ini$)/i;

const segments = (path: string): string[] => path.split(/[\\/]/);
const nameOf = (path: string): string => segments(path).at(-1) ?? '';

/**
 * The rule by which files of a folder or an archive are passed over: a `.txt` beside its `.ann` (it is read with it),
 * settings and names that belong to other files, what an export writes beside its files, hidden files, read-me and
 * licence files.
 * @param paths all files there are, relative to the folder or archive
 */
export function companionRule(paths: Iterable<string>): (path: string) => boolean {
  const belongs = belongsToAnother(paths);
  return (path) =>
    belongs(path) || paper.test(nameOf(path)) || segments(path).some((segment) => hidden.test(segment));
}

/**
 * The same for files that were named one by one, often by a pattern such as `corpus/*`. Read-me and licence files
 * count as texts where only texts were named, and nothing is passed over where nothing else would be left.
 */
export function namedCompanionRule(paths: readonly string[]): (path: string) => boolean {
  const belongs = belongsToAnother(paths);
  const onlyTexts = paths.every((path) => paper.test(nameOf(path)) || /\.(txt|md|rst|text)$/i.test(path));
  const isPassedOver = (path: string): boolean => belongs(path) || (!onlyTexts && paper.test(nameOf(path)));
  return paths.every(isPassedOver) ? () => false : isPassedOver;
}

function belongsToAnother(paths: Iterable<string>): (path: string) => boolean {
  const all = new Set(paths);
  return (path) =>
    companion.test(nameOf(path)) || (path.endsWith('.txt') && all.has(`${path.slice(0, -4)}.ann`));
}
