import { createInterface } from 'node:readline';
import type { PendingCall } from '#core/run/pending-call.ts';
import { estimateTokens } from '#core/llm/token-estimate.ts';

/** go: this call · skip: not this call · all: this and the rest of the run · later: leave the run waiting. */
export type ApprovalAnswer = 'go' | 'skip' | 'all' | 'later';

/** What a person needs to know before a text leaves the computer; the text itself comes after it. */
export function describePending(call: PendingCall): string {
  const who = call.annotatorId === null ? '' : ` about ${call.annotatorId}`;
  return (
    `Waiting for your approval: iteration ${call.iteration}, ${call.phase}${who}. ` +
    `About ${estimateTokens(call.requestText).toLocaleString('en-US')} tokens would be sent to ${call.host || 'the supervisor'} (${call.model}).`
  );
}

const question =
  'Send this text? [y]es, [n]o (the built-in rules do this step), [a]ll of this run without asking, [l]ater: ';
const answers: Readonly<Record<string, ApprovalAnswer>> = {
  y: 'go',
  yes: 'go',
  n: 'skip',
  no: 'skip',
  a: 'all',
  all: 'all',
  l: 'later',
  later: 'later',
};

/**
 * Shows a waiting call and asks on the terminal until there is an answer. The end of the input, Ctrl+C and an abort mean
 * later: nothing is sent.
 */
export function askApproval(
  call: PendingCall,
  terminal: { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream },
  signal: AbortSignal,
): Promise<ApprovalAnswer> {
  terminal.output.write(`\n${call.requestText}\n\n${describePending(call)}\n`);
  const lines = createInterface({ ...terminal, terminal: false });
  return new Promise<ApprovalAnswer>((resolve) => {
    const end = (answer: ApprovalAnswer): void => {
      resolve(answer); // the first one counts: closing ends the lines too
      signal.removeEventListener('abort', stop);
      lines.close();
    };
    const stop = (): void => end('later');
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    lines.on('close', stop);
    lines.on('line', (line) => {
      const answer = answers[line.trim().toLowerCase()];
      if (answer === undefined) terminal.output.write(question);
      else end(answer);
    });
    terminal.output.write(question);
  });
}
