import type { Shortcut } from './shortcuts.ts';

/**
 * Actions of the text and list screens (anchors-ux.md D, "Keys"). Arrows, Shift+arrows and the digits of entity types are
 * handled by the text pane itself: they depend on what is selected and on the schema.
 */
export const featureShortcuts = [
  { id: 'next-hotspot', label: 'compare.keyNextHotspot', chord: 'n', scope: 'text' },
  { id: 'previous-hotspot', label: 'compare.keyPreviousHotspot', chord: 'p', scope: 'text' },
  { id: 'next-span', label: 'compare.keyNextSpan', chord: 'j', scope: 'text' },
  { id: 'previous-span', label: 'compare.keyPreviousSpan', chord: 'k', scope: 'text' },
  { id: 'accept-reading', label: 'compare.keyAccept', chord: 'a', scope: 'text' },
  { id: 'reject-reading', label: 'compare.keyReject', chord: 'x', scope: 'text' },
  { id: 'skip-hotspot', label: 'compare.keySkip', chord: 'space', scope: 'text' },
  { id: 'edit-hotspot', label: 'compare.keyEdit', chord: 'e', scope: 'text' },
  { id: 'guideline-unclear', label: 'compare.keyUnclear', chord: 'u', scope: 'text' },
  { id: 'comment', label: 'compare.keyComment', chord: 'c', scope: 'text' },
  { id: 'same-string', label: 'compare.keySame', chord: 's', scope: 'text' },
  { id: 'find-label', label: 'compare.keyFindLabel', chord: 'slash', scope: 'text' },
  { id: 'change-label', label: 'compare.keyChangeLabel', chord: 'enter', scope: 'text' },
  { id: 'delete-span', label: 'compare.keyDelete', chord: 'delete', scope: 'text', also: ['backspace'] },
  { id: 'start-left', label: 'compare.keyStartLeft', chord: 'alt+arrowleft', scope: 'text' },
  { id: 'start-right', label: 'compare.keyStartRight', chord: 'alt+arrowright', scope: 'text' },
  { id: 'end-left', label: 'compare.keyEndLeft', chord: 'alt+shift+arrowleft', scope: 'text' },
  { id: 'end-right', label: 'compare.keyEndRight', chord: 'alt+shift+arrowright', scope: 'text' },
  { id: 'select-characters', label: 'compare.keyCharacters', chord: 'shift+f1', scope: 'text' },
  { id: 'select-words', label: 'compare.keyWords', chord: 'shift+f2', scope: 'text' },
  { id: 'select-sentences', label: 'compare.keySentences', chord: 'shift+f3', scope: 'text' },
  { id: 'only-differences', label: 'compare.keyDifferences', chord: 'd', scope: 'text' },
  { id: 'blind', label: 'compare.keyBlind', chord: 'b', scope: 'text' },
  { id: 'guidelines-beside', label: 'compare.keyGuidelines', chord: 'g', scope: 'text' },
  { id: 'flag', label: 'compare.keyFlag', chord: 'f', scope: 'text' },
  { id: 'next-document', label: 'compare.keyNextDocument', chord: 'pagedown', scope: 'text' },
  { id: 'previous-document', label: 'compare.keyPreviousDocument', chord: 'pageup', scope: 'text' },
  { id: 'finish-document', label: 'compare.keyFinish', chord: 'mod+enter', scope: 'text' },
] as const satisfies readonly Shortcut[];
