import type { LabelSchema } from '#shared/domain/entity-type.ts';
import type { PartialType } from './partial-type.ts';

/** brat `annotation.conf`: the `[entities]` section; a tab of indent puts a type under the one above, `!` is a heading only. */
export function readBratConf(text: string): readonly PartialType[] {
  const types: PartialType[] = [];
  const parents: string[] = [];
  let inEntities = false;
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const section = /^\s*\[(\w+)\]\s*$/.exec(raw)?.[1];
    if (section !== undefined) {
      inEntities = section === 'entities';
      continue;
    }
    if (!inEntities || raw.trim() === '' || raw.trimStart().startsWith('#') || raw.startsWith('<')) continue;
    const depth = /^\t*/.exec(raw)?.[0].length ?? 0;
    const word = raw.trim().split(/[\t ]/)[0] ?? '';
    const name = word.replace(/^!/, '');
    if (/^-+$/.test(name)) continue;
    const group = parents[depth - 1] ?? null;
    parents.length = depth;
    parents.push(name);
    if (!word.startsWith('!')) types.push({ name, group });
  }
  return types;
}

/** Names in brat hold no blanks; other characters become an underscore. Groups become headings. */
export function writeBratConf({ types }: LabelSchema): string {
  const lines: string[] = [];
  const names = new Set(types.map(({ name }) => name));
  const slug = (name: string): string => name.replace(/[^\p{L}\p{N}_-]+/gu, '_');
  const write = (name: string, depth: number): void => {
    lines.push(`${'\t'.repeat(depth)}${slug(name)}\n`);
    // A type under itself, or a ring of types, must not be written for ever.
    if (depth < 20)
      for (const type of types) if (type.group === name && type.name !== name) write(type.name, depth + 1);
  };
  const headings = new Set(types.flatMap(({ group }) => (group === null || names.has(group) ? [] : [group])));
  for (const { name, group } of types)
    if (group === null || (names.has(group) && group === name)) write(name, 0);
  for (const heading of headings) {
    lines.push(`!${slug(heading)}\n`);
    for (const { name, group } of types) if (group === heading) write(name, 1);
  }
  return `[entities]\n${lines.join('')}\n[relations]\n\n[events]\n\n[attributes]\n`;
}
