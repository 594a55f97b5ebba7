/** A display name without the note on built-in annotators; screens say "built-in" beside it where it matters. */
export function shortName(displayName: string): string {
  return displayName.replace(/ \(built-in[^)]*\)$/, '');
}
