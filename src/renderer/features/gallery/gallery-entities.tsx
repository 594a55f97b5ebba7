import { EntityTag } from '../../components/entity-tag.tsx';
import { entityPalette } from '../../components/entity-palette.ts';
import { MarkedText } from '../../components/marked-text.tsx';
import { Monogram } from '../../components/monogram.tsx';
import { Panel } from '../../components/panel.tsx';

const palette = entityPalette(Array.from({ length: 18 }, (_, index) => ({ name: `TYPE_${index + 1}` })));
const text = 'Tessa Marlow of Brindle & Crust moved from Weaver Street to Orrin Island 😀 in May.';
const span = (surface: string, type: string) => {
  const start = text.indexOf(surface);
  return { start, end: start + surface.length, type, text: surface };
};

export function GalleryEntities() {
  return (
    <Panel title="Entity types and annotators">
      <ul className="flex flex-wrap gap-2">
        {[...palette.values()].map((look) => (
          <li key={look.name} className="flex items-center gap-1.5">
            <EntityTag look={look} variant="swatch" />
            <EntityTag look={look} />
            <EntityTag look={look} variant="tag" />
          </li>
        ))}
      </ul>
      <p className="document-text mt-5">
        <MarkedText
          text={text}
          palette={palette}
          spans={[
            span('Tessa Marlow', 'TYPE_1'),
            span('Brindle & Crust', 'TYPE_2'),
            span('Crust', 'TYPE_7'),
            span('Weaver Street', 'TYPE_11'),
            span('Orrin Island 😀', 'TYPE_20'),
          ]}
        />
      </p>
      <p className="mt-4 flex flex-wrap gap-2">
        {['MS', 'GO', 'PH', 'QW', 'GE', 'LL', 'DE', 'CO'].map((letters, position) => (
          <Monogram key={letters} letters={letters} name={`Annotator ${letters}`} position={position} />
        ))}
      </p>
    </Panel>
  );
}
