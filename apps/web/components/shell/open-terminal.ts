import type { FitAddon } from '@xterm/addon-fit';
import type { SearchAddon } from '@xterm/addon-search';
import type { WebglAddon as Webgl } from '@xterm/addon-webgl';
import type { Terminal } from '@xterm/xterm';
import { terminalTheme } from './terminal-theme.ts';

export type OpenTerminal = {
  readonly terminal: Terminal;
  readonly fit: FitAddon;
  readonly search: SearchAddon;
};

const scrollbackLines = 10_000;

/** Loads xterm and its add-ons and opens a terminal in `element`. WebGL where the browser has it. */
export async function openTerminal(element: HTMLElement, fontSize: number): Promise<OpenTerminal> {
  const [{ Terminal }, { FitAddon }, { SearchAddon }, { WebLinksAddon }, { Unicode11Addon }, { WebglAddon }] =
    await Promise.all([
      import('@xterm/xterm'),
      import('@xterm/addon-fit'),
      import('@xterm/addon-search'),
      import('@xterm/addon-web-links'),
      import('@xterm/addon-unicode11'),
      import('@xterm/addon-webgl'),
      document.fonts.load(`${fontSize}px "JetBrains Mono Variable"`),
    ]);
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: true,
    fontFamily: '"JetBrains Mono Variable", ui-monospace, monospace',
    fontSize,
    lineHeight: 1.15,
    scrollback: scrollbackLines,
    theme: terminalTheme,
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new WebLinksAddon());
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  terminal.open(element);
  drawWithWebgl(terminal, new WebglAddon());
  return { terminal, fit, search };
}

/** Without WebGL, or when the browser takes its context away, xterm draws with the DOM: slower, the same. */
function drawWithWebgl(terminal: Terminal, addon: Webgl): void {
  if (document.createElement('canvas').getContext('webgl2') === null) return;
  addon.onContextLoss(() => addon.dispose());
  terminal.loadAddon(addon);
}
