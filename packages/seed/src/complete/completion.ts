export type CompletionOption = {
  readonly label: string;
  /** What the value may be, in words. */
  readonly type: string;
  /** One line; empty where there is nothing to say. */
  readonly meaning: string;
  /** What replaces the text from `from` to `to`. */
  readonly insert: string;
  readonly isRequired: boolean;
  /** Whether something can be proposed right after it. */
  readonly hasMore: boolean;
};

export type Completions = {
  readonly kind: 'variable' | 'key' | 'value';
  /** The word so far. */
  readonly word: string;
  readonly from: number;
  readonly to: number;
  readonly options: readonly CompletionOption[];
};
