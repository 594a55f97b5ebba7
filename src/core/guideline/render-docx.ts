import type { Paragraph } from 'docx';
import type { Guideline, Rule } from '#shared/domain/guideline.ts';
import { describeOrigin, outlineGuideline } from './guideline-outline.ts';
import type { RenderContext } from './guideline-outline.ts';

/** Characters that XML 1.0 cannot hold. */
// eslint-disable-next-line no-control-regex -- exactly these control characters are meant
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;

/** The guideline as a Word document (OOXML package). The library is loaded when first needed. */
export async function renderDocx(guideline: Guideline, context: RenderContext): Promise<Uint8Array> {
  const { Document, HeadingLevel, Packer, Paragraph: Block, TextRun } = await import('docx');
  const clean = (text: string): string => text.replaceAll(notXml, '\ufffd');
  const heading = (text: string, level: 'TITLE' | 'HEADING_1'): Paragraph =>
    new Block({ text: clean(text), heading: HeadingLevel[level] });
  const plain = (text: string): Paragraph =>
    new Block({
      children: text
        .split(/\r\n?|\n/u)
        .map((line, index) => new TextRun({ text: clean(line), ...(index === 0 ? {} : { break: 1 }) })),
    });
  const bullet = (text: string, level: number): Paragraph =>
    new Block({ text: clean(text), bullet: { level } });
  const ruleBlocks = (rule: Rule, number: string, level: number): Paragraph[] => [
    new Block({
      indent: { left: 360 * level },
      children: [
        new TextRun({ text: clean(`${number}${rule.text} `) }),
        new TextRun({ text: `(${describeOrigin(rule)})`, color: '555555' }),
      ],
    }),
    ...rule.examples.map((example) =>
      bullet(
        `“${example.text}” → ${example.annotation}${example.rationale === '' ? '' : `: ${example.rationale}`}`,
        level,
      ),
    ),
  ];
  const children = [
    heading(context.title, 'TITLE'),
    ...(guideline.goal.trim() === '' ? [] : [heading('Goal', 'HEADING_1'), plain(guideline.goal.trim())]),
    heading('Entity types', 'HEADING_1'),
    ...context.schema.types
      .filter((type) => type.active)
      .flatMap((type) => [
        bullet(type.definition === '' ? type.name : `${type.name}: ${type.definition}`, 0),
        ...type.include.map((criterion) => bullet(`counts: ${criterion}`, 1)),
        ...type.exclude.map((criterion) => bullet(`does not count: ${criterion}`, 1)),
        ...type.positiveExamples.map((example) => bullet(`yes: “${example}”`, 1)),
        ...type.negativeExamples.map((example) => bullet(`no: “${example}”`, 1)),
        ...type.borderlineExamples.map((example) => bullet(`depends: “${example}”`, 1)),
      ]),
    ...outlineGuideline(guideline, context).flatMap((section) => [
      heading(section.heading, 'HEADING_1'),
      ...section.nodes.flatMap((node, index) => [
        ...ruleBlocks(node.rule, `${String(index + 1)}. `, 0),
        ...node.children.flatMap((child) => ruleBlocks(child, '– ', 1)),
      ]),
    ]),
  ];
  const document = new Document({ title: clean(context.title), sections: [{ children }] });
  return new Uint8Array(await Packer.pack(document, 'uint8array'));
}
