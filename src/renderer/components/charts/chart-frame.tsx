import { ChartLine, Download, Table2 } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { t } from '../../i18n/t.ts';
import { IconButton } from '../button.tsx';
import { Menu } from '../menu.tsx';
import { Panel } from '../panel.tsx';
import { DataView, type DataTableView } from './data-view.tsx';
import { pngOf } from './png-file.ts';
import { svgText } from './svg-file.ts';

/** A picture or table ready to be written where the user chooses. */
export interface ChartFile {
  readonly fileName: string;
  readonly content: string;
  readonly base64: boolean;
}

interface ChartFrameProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** File name without extension. */
  readonly fileName: string;
  /** The numbers behind the picture; null where the children are a table already. */
  readonly table: DataTableView | null;
  readonly onSave: (file: ChartFile) => void;
  /** The picture to save where the children hold none (a matrix drawn as a table). */
  readonly picture?: () => SVGSVGElement;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A chart with its title, a switch to the numbers, and saving as SVG, PNG or CSV. */
export function ChartFrame(props: ChartFrameProps) {
  const { title, description, fileName, table, onSave, picture, actions, children, className } = props;
  const [asTable, setAsTable] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const withPicture = async (make: (svg: SVGSVGElement) => ChartFile | Promise<ChartFile>): Promise<void> => {
    const own = body.current?.querySelector('svg[data-chart]');
    const svg = own instanceof SVGSVGElement ? own : picture?.();
    if (svg === undefined) return;
    const attached = svg.isConnected;
    if (!attached) {
      svg.style.position = 'fixed';
      svg.style.left = '-10000px';
      document.body.append(svg);
    }
    try {
      onSave(await make(svg));
    } finally {
      if (!attached) svg.remove();
    }
  };
  return (
    <Panel
      title={title}
      className={className ?? ''}
      actions={
        <>
          {actions}
          {table !== null && (
            <IconButton
              size="sm"
              icon={asTable ? ChartLine : Table2}
              label={asTable ? t('results.showChart') : t('results.showTable')}
              aria-pressed={asTable}
              onClick={() => setAsTable((now) => !now)}
            />
          )}
          <Menu
            trigger={<IconButton size="sm" icon={Download} label={t('results.saveChart')} />}
            items={[
              {
                id: 'svg',
                label: t('results.saveSvg'),
                disabled: asTable,
                onSelect: () =>
                  void withPicture((svg) => ({
                    fileName: `${fileName}.svg`,
                    content: svgText(svg),
                    base64: false,
                  })),
              },
              {
                id: 'png',
                label: t('results.savePng'),
                disabled: asTable,
                onSelect: () =>
                  void withPicture(async (svg) => ({
                    fileName: `${fileName}.png`,
                    content: await pngOf(svg, 2),
                    base64: true,
                  })),
              },
              ...(table === null
                ? []
                : [
                    {
                      id: 'csv',
                      label: t('results.saveCsv'),
                      onSelect: () =>
                        onSave({ fileName: `${fileName}.csv`, content: csvOf(table), base64: false }),
                    },
                  ]),
            ]}
          />
        </>
      }
    >
      {description !== undefined && <p className="-mt-3 mb-3 text-xs text-text-2">{description}</p>}
      <div ref={body}>{asTable && table !== null ? <DataView table={table} /> : children}</div>
    </Panel>
  );
}

/** RFC 4180 text of a table. */
export function csvOf(table: DataTableView): string {
  const cell = (value: string | number | null): string => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [table.columns, ...table.rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}
