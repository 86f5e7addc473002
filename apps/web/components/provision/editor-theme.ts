import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--copper)' },
  { tag: tags.comment, color: 'var(--ink-3)', fontStyle: 'italic' },
  { tag: [tags.string, tags.content], color: 'var(--ink)' },
  { tag: [tags.keyword, tags.bool, tags.number], color: 'var(--ok)' },
]);

/** The editor in the page's own colours, light and dark alike. */
export const editorTheme = [
  EditorView.theme({
    '&': { fontSize: '12px', backgroundColor: 'var(--surface)', color: 'var(--ink)' },
    // The frame around it shows the focus: an outline here would be cut off.
    '&.cm-focused': { outline: 'none' },
    '.cm-content': {
      fontFamily: 'var(--font-mono, "JetBrains Mono Variable", monospace)',
      caretColor: 'var(--ink)',
    },
    '.cm-scroller': {
      fontFamily: '"JetBrains Mono Variable", monospace',
      lineHeight: '20px',
      maxHeight: '60vh',
    },
    '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--ink-3)', border: 'none' },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
    '.cm-cursor': { borderLeftColor: 'var(--ink)' },
    '.cm-tooltip': {
      backgroundColor: 'var(--raised)',
      color: 'var(--ink)',
      border: '1px solid var(--line)',
      borderRadius: '6px',
      boxShadow: 'var(--shadow)',
    },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': {
      fontFamily: '"JetBrains Mono Variable", monospace',
      fontSize: '12px',
      maxHeight: '15em',
    },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px', lineHeight: '18px' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
      backgroundColor: 'var(--copper-wash)',
      color: 'var(--ink)',
    },
    '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--copper)', fontWeight: '600' },
    '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal', marginLeft: '12px' },
    '.cm-tooltip.cm-completionInfo': {
      padding: '6px 10px',
      maxWidth: '320px',
      fontFamily: '"Inter Variable", sans-serif',
      fontSize: '12px',
      lineHeight: '18px',
    },
  }),
  syntaxHighlighting(colours),
];
