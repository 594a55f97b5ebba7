/** Text as HTML shows it, also inside an attribute in quotation marks. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** As `escapeHtml`, with line breaks kept. */
export function htmlLines(text: string): string {
  return escapeHtml(text).replaceAll(/\r\n?|\n/gu, '<br>');
}
