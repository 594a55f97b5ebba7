import type { LabelSchema } from '#shared/domain/entity-type.ts';
import { escapeXml, scanXml } from '../xml-scan.ts';
import type { PartialType } from './partial-type.ts';

/** Label Studio config: the `<Label>`s inside `<Labels>`; their `hint` is the definition. */
export function readLabelStudioConfig(text: string): readonly PartialType[] {
  const types: PartialType[] = [];
  let inside = 0;
  for (const event of scanXml(text, 'The Label Studio configuration')) {
    if (event.kind === 'text') continue;
    const isLabels = event.name === 'Labels' || event.name === 'HyperTextLabels';
    if (event.kind === 'close') {
      if (isLabels) inside--;
      continue;
    }
    if (isLabels) inside++;
    const name = event.attributes.get('value');
    if (event.name !== 'Label' || inside === 0 || name === undefined) continue;
    const color = event.attributes.get('background') ?? '';
    const key = event.attributes.get('hotkey') ?? '';
    types.push({
      name,
      definition: event.attributes.get('hint') ?? '',
      ...(/^#[0-9a-fA-F]{6}$/.test(color) ? { color } : {}),
      ...(key.length === 1 ? { key } : {}),
    });
  }
  return types;
}

export function writeLabelStudioConfig({ types }: LabelSchema): string {
  const labels = types.map(({ name, definition, color, key }) => {
    const hint = definition === '' ? '' : ` hint="${escapeXml(definition)}"`;
    const background = color === null ? '' : ` background="${color}"`;
    const hotkey = key === null ? '' : ` hotkey="${escapeXml(key)}"`;
    return `    <Label value="${escapeXml(name)}"${background}${hotkey}${hint}/>\n`;
  });
  return `<View>\n  <Labels name="label" toName="text">\n${labels.join('')}  </Labels>\n  <Text name="text" value="$text"/>\n</View>\n`;
}
