import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askApproval } from '#cli/ask-approval.ts';
import type { PendingCall } from '#core/run/pending-call.ts';

const call: PendingCall = {
  runId: 'r',
  iteration: 2,
  phase: 'phase2_annotator',
  annotatorId: 'ollama:a:1b',
  requestHash: 'h',
  requestText: 'The exact text.',
  model: 'gpt-5.6-luna',
  host: 'api.openai.com:443',
};

function terminal() {
  const input = new PassThrough();
  const output = new PassThrough();
  const abort = new AbortController();
  return { input, output, abort, answer: askApproval(call, { input, output }, abort.signal) };
}
const shown = (output: PassThrough): string => String(output.read());

describe('asking on the terminal', () => {
  it('shows the text, where it goes and to which model, before it asks', async () => {
    const { input, output, answer } = terminal();
    input.write('y\n');
    expect(await answer).toBe('go');
    const text = shown(output);
    expect(text).toContain('The exact text.');
    expect(text).toContain('api.openai.com:443 (gpt-5.6-luna)');
    expect(text).toContain('iteration 2, phase2_annotator about ollama:a:1b');
  });

  it.each([
    ['no', 'skip'],
    [' N ', 'skip'],
    ['all', 'all'],
    ['l', 'later'],
    ['YES', 'go'],
  ])('takes %j for %s', async (typed, answer) => {
    const asked = terminal();
    asked.input.write(`${typed}\n`);
    expect(await asked.answer).toBe(answer);
  });

  it('asks again after anything else; an empty line sends nothing', async () => {
    const { input, output, answer } = terminal();
    input.write('\nsend it\n');
    input.write('n\n');
    expect(await answer).toBe('skip');
    expect(shown(output).split('Send this text?')).toHaveLength(4);
  });

  it('sends nothing where the input ends or the command is interrupted', async () => {
    const ended = terminal();
    ended.input.end();
    expect(await ended.answer).toBe('later');
    const stopped = terminal();
    stopped.abort.abort();
    expect(await stopped.answer).toBe('later');
  });
});
