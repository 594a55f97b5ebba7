import { Ellipsis, FolderPlus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useServices } from '../../app/services.ts';
import { AlertDialog } from '../../components/alert-dialog.tsx';
import { Button, IconButton, type ButtonVariant } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { Combobox } from '../../components/combobox.tsx';
import { Field, TextArea, TextInput } from '../../components/field.tsx';
import { Menu } from '../../components/menu.tsx';
import { Panel } from '../../components/panel.tsx';
import { Popover } from '../../components/popover.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { Select } from '../../components/select.tsx';
import { Sheet } from '../../components/sheet.tsx';
import { Switch } from '../../components/switch.tsx';

const variants: readonly ButtonVariant[] = ['primary', 'secondary', 'ghost', 'danger', 'link'];
const options = ['One', 'Two', 'Three'].map((label) => ({ value: label, label }));

export function GalleryControls() {
  const { toasts } = useServices();
  const [on, setOn] = useState(true);
  const [value, setValue] = useState('One');
  const [text, setText] = useState('');
  const [open, setOpen] = useState<'sheet' | 'alert' | null>(null);
  return (
    <div className="grid gap-5 lg:grid-cols-2">
      <Panel title="Buttons">
        <div className="flex flex-wrap items-center gap-2">
          {variants.map((variant) => (
            <Button key={variant} variant={variant} icon={FolderPlus}>
              {variant}
            </Button>
          ))}
          <Button busy>busy</Button>
          <Button disabled>disabled</Button>
          <Button size="sm">small</Button>
          <Menu
            trigger={<IconButton icon={Ellipsis} label="Menu" />}
            items={[
              { id: 'a', label: 'Rename', chord: 'mod+r', onSelect: () => undefined },
              {
                id: 'b',
                label: 'Delete',
                icon: Trash2,
                danger: true,
                separated: true,
                onSelect: () => undefined,
              },
            ]}
          />
          <Popover label="Popover" trigger={<Button>Popover</Button>}>
            What floats has a shadow.
          </Popover>
          <Button onClick={() => setOpen('sheet')}>Sheet</Button>
          <Button onClick={() => setOpen('alert')}>Alert</Button>
          <Button
            onClick={() =>
              toasts.getState().show({
                tone: 'success',
                title: 'Rule accepted',
                action: { label: 'Undo', run: () => undefined },
              })
            }
          >
            Toast
          </Button>
        </div>
      </Panel>
      <Panel title="Fields">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Name" help="A word of help">
            {(ids) => <TextInput {...ids} value={text} onChange={(event) => setText(event.target.value)} />}
          </Field>
          <Field label="Wrong" error="This name is taken.">
            {(ids) => <TextInput {...ids} defaultValue="PERSON" />}
          </Field>
          <Field label="Select">
            {({ id }) => <Select id={id} value={value} options={options} onChange={setValue} />}
          </Field>
          <Combobox label="Combobox" value={value} options={options} onChange={setValue} />
          <SearchInput label="Search" value={text} onChange={setText} />
          <Segmented label="Segmented" value={value} options={options} onChange={setValue} />
          <Checkbox label="Checkbox" help="With help" checked={on} onChange={setOn} />
          <Switch label="Switch" checked={on} onChange={setOn} />
          <Field label="Text" optional className="sm:col-span-2">
            {(ids) => <TextArea {...ids} defaultValue="A definition of two lines." />}
          </Field>
        </div>
      </Panel>
      <Sheet
        open={open === 'sheet'}
        onOpenChange={() => setOpen(null)}
        title="Sheet"
        description="From the right"
      >
        Content
      </Sheet>
      <AlertDialog
        open={open === 'alert'}
        onOpenChange={() => setOpen(null)}
        title="Delete for good?"
        confirm="Delete for good"
        onConfirm={() => undefined}
      >
        This cannot be undone.
      </AlertDialog>
    </div>
  );
}
