import { clsx } from 'clsx';
import { Check } from 'lucide-react';
import { useState } from 'react';
import type { QuestionView } from '#shared/rpc/run.ts';
import { useServices } from '../../app/services.ts';
import { useAction } from '../../app/use-action.ts';
import { useQuery } from '../../app/use-query.ts';
import { useUndo } from '../../app/use-undo.ts';
import { Button } from '../../components/button.tsx';
import { Field, TextArea } from '../../components/field.tsx';
import { Monogram } from '../../components/monogram.tsx';
import { Panel } from '../../components/panel.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { t } from '../../i18n/t.ts';

interface QuestionCardProps {
  readonly projectId: string;
  readonly question: QuestionView;
}

/** One question: the approaches with the sentences that show each and who works that way; the answer binds. */
export function QuestionCard({ projectId, question }: QuestionCardProps) {
  const { api, queries } = useServices();
  const { offerUndo } = useUndo(projectId);
  const pool = useQuery('annotators.pool', { projectId });
  const [own, setOwn] = useState(question.answer?.approachId === null ? question.answer.text : '');
  const { questionId, answer } = question;
  const give = useAction(async (approachId: string | null, text: string) => {
    await api.call('questions.answer', { projectId, questionId, approachId, text });
    await queries.refetch('questions.list', { projectId });
    offerUndo(t('compare.questionAnsweredToast'));
  });
  const clear = useAction(async () => {
    await api.call('questions.clear', { projectId, questionId });
    await queries.refetch('questions.list', { projectId });
  });
  const annotators = pool.data ?? [];
  return (
    <Panel
      title={question.text}
      description={t('compare.questionsRound', { round: question.iteration })}
      actions={
        answer === null ? undefined : (
          <>
            <StatusChip tone="success">{t('compare.questionsAnswered')}</StatusChip>
            <Button size="sm" variant="ghost" busy={clear.busy} onClick={() => void clear.run()}>
              {t('compare.questionClear')}
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col gap-3">
        {question.approaches.map((approach) => {
          const chosen = answer?.approachId === approach.id;
          return (
            <div
              key={approach.id}
              className={clsx(
                'rounded-control border p-3',
                chosen ? 'border-accent bg-accent-soft' : 'border-line',
              )}
            >
              <div className="flex flex-wrap items-start gap-3">
                <div className="min-w-0 flex-1 basis-64">
                  <p className="font-medium">{approach.text}</p>
                  {approach.rationale !== '' && <p className="text-text-2">{approach.rationale}</p>}
                </div>
                {chosen ? (
                  <StatusChip tone="accent" icon={Check}>
                    {t('compare.questionChosen')}
                  </StatusChip>
                ) : (
                  <Button
                    size="sm"
                    disabled={give.busy}
                    onClick={() => void give.run(approach.id, approach.text)}
                  >
                    {t('compare.questionChoose')}
                  </Button>
                )}
              </div>
              <div className="mt-2 flex flex-wrap items-center gap-1.5 text-xs text-text-2">
                <span>
                  {approach.supporters.length === 0
                    ? t('compare.questionNoSupporters')
                    : t('compare.questionSupporters', { count: approach.supporters.length })}
                </span>
                {approach.supporters.map((id) => {
                  const at = annotators.findIndex((annotator) => annotator.id === id);
                  const annotator = annotators[at];
                  return (
                    <Monogram
                      key={id}
                      letters={annotator?.monogram ?? id.slice(0, 2).toUpperCase()}
                      name={annotator?.displayName ?? id}
                      {...(at < 0 ? {} : { position: at })}
                    />
                  );
                })}
              </div>
              {approach.examples.length > 0 && (
                <ul
                  aria-label={t('compare.questionExamples')}
                  className="mt-2 flex flex-col gap-1 border-l-2 border-line-strong pl-3"
                >
                  {approach.examples.map((example, index) => (
                    <li key={index} className="text-text-2" dir="auto">
                      “{example.text}” <span className="text-2xs">{example.documentId}</span>
                    </li>
                  ))}
                </ul>
              )}
            </div>
          );
        })}
        <Field label={t('compare.questionOwn')} help={t('compare.questionOwnHelp')}>
          {(ids) => (
            <div className="flex flex-wrap items-end gap-2">
              <TextArea
                {...ids}
                rows={2}
                className="min-h-16 flex-1 basis-64"
                value={own}
                onChange={(event) => setOwn(event.target.value)}
              />
              <Button
                disabled={own.trim() === '' || (answer?.approachId === null && answer.text === own.trim())}
                busy={give.busy}
                onClick={() => void give.run(null, own.trim())}
              >
                {t('compare.questionAnswer')}
              </Button>
            </div>
          )}
        </Field>
      </div>
    </Panel>
  );
}
