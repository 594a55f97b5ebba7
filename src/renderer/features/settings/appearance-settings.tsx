import { Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { Field, TextInput } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { RangeField } from '../../components/range-field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { t } from '../../i18n/t.ts';
import { useSettings } from './use-settings.ts';

export function AppearanceSettings() {
  const [settings, change] = useSettings();
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <Panel title={t('settings.theme')}>
        <Segmented
          label={t('settings.theme')}
          value={settings.theme}
          onChange={(theme) => change({ theme })}
          options={[
            { value: 'system', label: t('app.themeSystem'), icon: Monitor },
            { value: 'light', label: t('app.themeLight'), icon: Sun },
            { value: 'dark', label: t('app.themeDark'), icon: Moon },
          ]}
        />
        <UserName
          key={settings.userName}
          saved={settings.userName}
          onSave={(userName) => change({ userName })}
        />
      </Panel>
      <Panel title={t('settings.reading')}>
        <div className="flex flex-col gap-4">
          <RangeField
            label={t('settings.textSize')}
            min={12}
            max={28}
            value={settings.documentTextSize}
            text={t('settings.textSizeValue', { n: settings.documentTextSize })}
            onChange={(documentTextSize) => change({ documentTextSize })}
          />
          <RangeField
            label={t('settings.width')}
            min={60}
            max={90}
            step={5}
            value={settings.documentWidth}
            text={t('settings.widthValue', { n: settings.documentWidth })}
            onChange={(documentWidth) => change({ documentWidth })}
          />
          <div>
            <p className="mb-1 text-sm font-medium">{t('settings.face')}</p>
            <Segmented
              label={t('settings.face')}
              value={settings.documentFace}
              onChange={(documentFace) => change({ documentFace })}
              options={[
                { value: 'sans', label: t('settings.faceSans') },
                { value: 'serif', label: t('settings.faceSerif') },
                { value: 'legible', label: t('settings.faceLegible') },
              ]}
            />
          </div>
          <p
            className="document-text rounded-control border border-line bg-page p-4"
            aria-label={t('settings.sample')}
          >
            {t('settings.sampleText')}
          </p>
        </div>
      </Panel>
    </div>
  );
}

function UserName({ saved, onSave }: { readonly saved: string; readonly onSave: (name: string) => void }) {
  const [draft, setDraft] = useState(saved);
  const save = () => {
    if (draft.trim() !== '' && draft !== saved) onSave(draft.trim());
  };
  return (
    <Field label={t('settings.userName')} help={t('settings.userNameHelp')} className="mt-5 max-w-xs">
      {(ids) => (
        <TextInput
          {...ids}
          value={draft}
          maxLength={200}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={save}
        />
      )}
    </Field>
  );
}
