'use client';
import type { Diagnostic } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { notify } from '@/client/notify.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import type { Finding } from './finding.ts';

type YamlEditorProps = {
  readonly value: string;
  readonly findings: readonly Finding[];
  readonly label: string;
  /** Without it the editor is read-only. */
  readonly onChange?: (value: string) => void;
  /** What proposes while one writes; loaded when the editor is first entered. */
  readonly loadCompletion?: () => Promise<Extension>;
};

type Loaded = {
  readonly view: EditorView;
  readonly show: (value: string, findings: readonly Finding[]) => void;
};

type Settings = {
  readonly doc: string;
  readonly label: string;
  readonly onChange: ((value: string) => void) | undefined;
  readonly loadCompletion: (() => Promise<Extension>) | undefined;
};

async function load({ doc, label, onChange, loadCompletion }: Settings): Promise<Loaded> {
  const [
    commands,
    { Compartment, EditorState },
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
  const completion = new Compartment();
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
  const view = new View({
    doc,
    extensions: [
      lineNumbers(),
      commands.history(),
      keymap.of([...commands.defaultKeymap, ...commands.historyKeymap]),
      yaml(),
      lintGutter(),
      completion.of([]),
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
  if (loadCompletion !== undefined)
    loadOnEntering(view, loadCompletion, (extension) =>
      view.dispatch({ effects: completion.reconfigure(extension) }),
    );
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

/** Tries again at the next entering when it failed. */
function loadOnEntering(
  view: EditorView,
  loadExtension: () => Promise<Extension>,
  use: (extension: Extension) => void,
): void {
  const enter = (): void => {
    view.contentDOM.removeEventListener('focus', enter);
    loadExtension().then(use, () => {
      view.contentDOM.addEventListener('focus', enter);
      notify('Proposals could not be loaded. Writing works; leave the editor and enter it to try again.', {
        isError: true,
      });
    });
  };
  view.contentDOM.addEventListener('focus', enter);
}

/** YAML with lint marks at the line. CodeMirror is loaded when the first editor appears. */
export function YamlEditor({ value, findings, label, onChange, loadCompletion }: YamlEditorProps) {
  const parent = useRef<HTMLDivElement>(null);
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const initial = useRef(value);
  initial.current = value;
  const change = useRef(onChange);
  change.current = onChange;
  const completion = useRef(loadCompletion);
  completion.current = loadCompletion;
  const isEditable = onChange !== undefined;
  useEffect(() => {
    let isAbandoned = false;
    let view: EditorView | null = null;
    load({
      doc: initial.current,
      label,
      onChange: isEditable ? (next) => change.current?.(next) : undefined,
      loadCompletion: completion.current,
    }).then(
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
    <div className="min-h-32 overflow-hidden rounded-md border border-line bg-surface has-[.cm-focused]:outline-2 has-[.cm-focused]:outline-offset-1 has-[.cm-focused]:outline-copper-solid">
      {loaded === null && (
        <pre className="max-h-[60vh] overflow-hidden py-1 pl-12 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
          {`${value}\n`}
        </pre>
      )}
      <div ref={parent} />
    </div>
  );
}
