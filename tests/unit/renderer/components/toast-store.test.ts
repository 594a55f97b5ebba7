import { expect, it } from 'vitest';
import { AppError } from '../../../../src/shared/errors.ts';
import { createToastStore } from '../../../../src/renderer/components/toast-store.ts';

it('keeps the newest four toasts', () => {
  const store = createToastStore();
  for (let n = 1; n <= 6; n += 1) store.getState().show({ tone: 'neutral', title: `T${n}` });
  expect(store.getState().toasts.map(({ title }) => title)).toEqual(['T3', 'T4', 'T5', 'T6']);
});

it('leaves more time where there is something to undo, and errors until dismissed', () => {
  const store = createToastStore();
  store.getState().show({ tone: 'neutral', title: 'Saved' });
  store
    .getState()
    .show({ tone: 'neutral', title: 'Removed', action: { label: 'Undo', run: () => undefined } });
  store.getState().showError(new AppError('DISK_FULL', 'The disk is full.', { action: 'Make room.' }));
  const [plain, undoable, failure] = store.getState().toasts;
  expect(plain?.lifeMs).toBeLessThan(undoable?.lifeMs ?? 0);
  expect(failure).toMatchObject({ lifeMs: null, title: 'The disk is full.', body: 'Make room.' });
  store.getState().dismiss(failure?.id ?? 0);
  expect(store.getState().toasts).toHaveLength(2);
});
