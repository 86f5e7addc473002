import { type CompletionInput, completeDocument } from '@busbar/seed/complete/complete-document';
import type { CompletionOption, Completions } from '@busbar/seed/complete/completion';
import { guessDialect } from '@busbar/seed/dialect';
import type { SeedDocuments } from '@busbar/shared/domain/template';
import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  completionStatus,
  insertCompletionText,
  pickedCompletion,
  startCompletion,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { type EditorView, keymap } from '@codemirror/view';

type Settings = {
  readonly document: CompletionInput['document'];
  /** Asked anew each time: variables are declared beside the editor, and user-data says which system it is for. */
  readonly draft: () => {
    readonly variables: CompletionInput['variables'];
    readonly documents: SeedDocuments;
  };
};

/** Proposes by Ctrl+Space and while one writes; Enter or Tab takes what is chosen. */
export function templateCompletion({ document, draft }: Settings): Extension {
  const propose = (context: CompletionContext): CompletionResult | null => {
    const text = context.state.doc.toString();
    const { variables, documents } = draft();
    const dialect = guessDialect(documents);
    const found = completeDocument({ document, text, offset: context.pos, variables, dialect });
    // An empty line is for thinking: keys come once a letter is written, or when asked for.
    if (found === null || (found.kind === 'key' && found.word === '' && !context.explicit)) return null;
    return {
      from: found.from,
      to: found.to,
      options: found.options.map((option, at) => ({ ...asCompletion(option), ...inOrder(found.kind, at) })),
      validFor: /^[\w-]*$/,
    };
  };
  return [
    autocompletion({ override: [propose], icons: false, activateOnTyping: true }),
    keymap.of([{ key: 'Tab', run: takeByTab }]),
  ];
}

/** Proposals that have only just appeared are not taken yet; Tab must not leave the editor meanwhile. */
const takeByTab = (view: EditorView): boolean =>
  completionStatus(view.state) === 'active' && (acceptCompletion(view) || true);

/** Values and variables keep the order they come in; keys, of which there are many, are sorted by name. */
const inOrder = (kind: Completions['kind'], at: number): Pick<Completion, 'sortText'> =>
  kind === 'key' ? {} : { sortText: String(at).padStart(4, '0') };

/** Above the others where both fit what is written. */
const requiredBoost = 10;

function asCompletion({ label, type, meaning, insert, isRequired, hasMore }: CompletionOption): Completion {
  return {
    label,
    detail: isRequired ? `${type}, required` : type,
    ...(meaning === '' ? {} : { info: meaning }),
    boost: isRequired ? requiredBoost : 0,
    apply: (view, completion, from, to) => {
      view.dispatch({
        ...insertCompletionText(view.state, insert, from, to),
        annotations: pickedCompletion.of(completion),
      });
      if (hasMore) startCompletion(view);
    },
  };
}
