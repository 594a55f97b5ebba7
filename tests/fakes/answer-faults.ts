import type { Fault } from './fault-queue.ts';
import { textArg, modeOf } from './fault-queue.ts';

/** A sound answer bent the way a content fault asks for; other faults leave it alone. */
export function bendAnswer(answer: string, fault: Fault | undefined): string {
  switch (modeOf(fault)) {
    case 'malformedJson':
      return `{entities: [{span: "broken" type: }`;
    case 'fenced':
      return `\`\`\`json\n${answer}\n\`\`\``;
    case 'proseWrap':
      return `Here is what I found:\n${answer}\nLet me know if you need more.`;
    case 'thinkLeak':
      return `<think>The text mentions {someone}. Let me list.</think>\n${answer}`;
    case 'twoObjects':
      return `${answer}\n${answer}`;
    case 'unicodeBad':
      return '{"entities":[{"span":"\\ud83d caf\\u00e9","type":"X"}]}';
    case 'wrongTypes':
      return '{"entities":[{"span":17,"type":["X"]}]}';
    case 'unknownLabel':
      return `{"entities":[{"span":"${textArg(fault, 'span', 'It')}","type":"NO_SUCH_TYPE"}]}`;
    case 'hallucinatedSpan':
      return `{"entities":[{"span":"Zzyzx Nowhere","type":"${textArg(fault, 'type', 'X')}"}]}`;
    case 'nullList':
      return '{"entities":null}';
    case 'truncated':
      return answer.slice(0, Math.max(1, Math.floor(answer.length / 2)));
    case 'whitespaceLoop':
      return `{"entities":[${' \n'.repeat(20_000)}`;
    case 'repeatLoop':
      return `{"entities":[${'{"span":"again and again","type":"LOOP"},'.repeat(2_000)}`;
    case 'emptyReasoning':
      return '';
    default:
      return answer;
  }
}

/** Pieces of 1 to `most` characters (code points), sizes decided by the text itself. */
export function chunkAnswer(answer: string, most: number): string[] {
  if (most >= answer.length) return answer === '' ? [] : [answer];
  const points = Array.from(answer);
  const chunks: string[] = [];
  for (let at = 0; at < points.length;) {
    const size = 1 + ((at * 7 + points.length) % most);
    chunks.push(points.slice(at, at + size).join(''));
    at += size;
  }
  return chunks;
}
