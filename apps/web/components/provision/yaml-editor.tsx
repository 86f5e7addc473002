'use client';
import type { Diagnostic } from '@codemirror/lint';
import type { EditorView } from '@codemirror/view';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import type { Finding } from './finding.ts';

type YamlEditorProps = {
  readonly value: string;
  readonly findings: readonly Finding[];
  readonly label: string;
  /** Without it the editor is read-only. */
  readonly onChange?: (value: string) => void;
};

type Loaded = {
  readonly view: EditorView;
  readonly show: (value: string, findings: readonly Finding[]) => void;
};

async function load(
  doc: string,
  label: string,
  onChange: ((value: string) => void) | undefined,
): Promise<Loaded> {
  const [
    commands,
    { EditorState },
    { EditorView: View, keymap, lineNumbers },
    { yaml },
    { setDiagnostics, lintGutter },
    { editorTheme },
  ] = await Promise.all([
    import('@codemirror/commands'),
    import('@codemirror/state'),
    import('@codemirror/view'),
    import('@codemirror/lang-yaml'),
    import('@codemirror/lint'),
    import('./editor-theme.ts'),
  ]);
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
  const view = new View({
    doc,
    extensions: [
      lineNumbers(),
      commands.history(),
      keymap.of([...commands.defaultKeymap, ...commands.historyKeymap]),
      yaml(),
      lintGutter(),
      editorTheme,
      View.cspNonce.of(nonce),
      View.contentAttributes.of({ 'aria-label': label }),
      View.lineWrapping,
      EditorState.readOnly.of(onChange === undefined),
      View.updateListener.of((update) => {
        if (update.docChanged) onChange?.(update.state.doc.toString());
      }),
    ],
  });
  const show = (value: string, findings: readonly Finding[]): void => {
    if (view.state.doc.toString() !== value) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
    }
    const { doc } = view.state;
    const diagnostics = findings.map((finding): Diagnostic => {
      const line = doc.line(Math.min(Math.max(1, finding.line), doc.lines));
      return { from: line.from, to: line.to, severity: finding.severity, message: finding.message };
    });
    view.dispatch(setDiagnostics(view.state, diagnostics));
  };
  return { view, show };
}

/** YAML with lint marks at the line. CodeMirror is loaded when the first editor appears. */
export function YamlEditor({ value, findings, label, onChange }: YamlEditorProps) {
  const parent = useRef<HTMLDivElement>(null);
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const initial = useRef(value);
  initial.current = value;
  const change = useRef(onChange);
  change.current = onChange;
  const isEditable = onChange !== undefined;
  useEffect(() => {
    let isAbandoned = false;
    let view: EditorView | null = null;
    load(initial.current, label, isEditable ? (next) => change.current?.(next) : undefined).then(
      (result) => {
        if (isAbandoned) result.view.destroy();
        else {
          view = result.view;
          setLoaded(result);
        }
      },
      (error: unknown) => setFailure(error),
    );
    return () => {
      isAbandoned = true;
      view?.destroy();
      setLoaded(null);
    };
  }, [label, isEditable]);
  useLayoutEffect(() => {
    if (loaded) parent.current?.replaceChildren(loaded.view.dom);
  }, [loaded]);
  useEffect(() => loaded?.show(value, findings), [loaded, value, findings]);
  if (failure !== null && isEditable)
    return <ErrorPanel title="The editor could not be loaded" error={failure} />;
  return (
    <div className="min-h-32 overflow-hidden rounded-md border border-line bg-surface">
      {loaded === null && (
        <pre className="max-h-[60vh] overflow-hidden py-1 pl-12 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
          {`${value}\n`}
        </pre>
      )}
      <div ref={parent} />
    </div>
  );
}
