import { Cpu, Globe, ListChecks } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import type { SupervisorConfig } from '#shared/domain/run-settings.ts';
import { t } from '../../i18n/t.ts';

const kinds = [
  { value: 'rules', icon: ListChecks, label: 'supervisor.kindRules', text: 'supervisor.kindRulesText' },
  { value: 'ollama', icon: Cpu, label: 'supervisor.kindOllama', text: 'supervisor.kindOllamaText' },
  { value: 'openai', icon: Globe, label: 'supervisor.kindOpenai', text: 'supervisor.kindOpenaiText' },
] as const;

interface SupervisorKindProps {
  readonly value: SupervisorConfig['kind'];
  /** Where Ollama is, if on another computer; null = on this one. */
  readonly ollamaHost: string | null;
  readonly onChange: (value: SupervisorConfig['kind']) => void;
}

export function SupervisorKind({ value, ollamaHost, onChange }: SupervisorKindProps) {
  return (
    <RadioGroup.Root
      aria-label={t('supervisor.who')}
      value={value}
      onValueChange={(next) => onChange(next as SupervisorConfig['kind'])}
      className="grid gap-4 md:grid-cols-3"
    >
      {kinds.map(({ value: kind, icon: Icon, label, text }) => (
        <RadioGroup.Item
          key={kind}
          value={kind}
          className="flex items-start gap-3 rounded-panel border border-line bg-panel p-4 text-left hover:bg-hover data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft"
        >
          <span className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-line-control bg-panel">
            <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
          </span>
          <span className="min-w-0 flex-1">
            <span className="flex items-center gap-1.5 font-semibold">
              <Icon aria-hidden className="size-4 text-text-2" />
              {kind === 'ollama' && ollamaHost !== null ? t('supervisor.kindOllamaElsewhere') : t(label)}
            </span>
            <span className="mt-1 block text-xs text-text-2">
              {kind === 'ollama' && ollamaHost !== null
                ? t('supervisor.kindOllamaElsewhereText', { host: ollamaHost })
                : t(text)}
            </span>
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
