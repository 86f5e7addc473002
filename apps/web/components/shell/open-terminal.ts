import type { FitAddon } from '@xterm/addon-fit';
import type { SearchAddon } from '@xterm/addon-search';
import type { Terminal } from '@xterm/xterm';
import { hasGraphicsCard } from './graphics-card.ts';
import { terminalTheme } from './terminal-theme.ts';

export type OpenTerminal = {
  readonly terminal: Terminal;
  readonly fit: FitAddon;
  readonly search: SearchAddon;
};

const scrollbackLines = 10_000;

/** Loads xterm and its add-ons and opens a terminal in `element`. WebGL where a graphics card draws it. */
export async function openTerminal(element: HTMLElement, fontSize: number): Promise<OpenTerminal> {
  const [{ Terminal }, { FitAddon }, { SearchAddon }, { WebLinksAddon }, { Unicode11Addon }] =
    await Promise.all([
      import('@xterm/xterm'),
      import('@xterm/addon-fit'),
      import('@xterm/addon-search'),
      import('@xterm/addon-web-links'),
      import('@xterm/addon-unicode11'),
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
  await drawWithGraphicsCard(terminal);
  return { terminal, fit, search };
}

/** xterm draws with the DOM otherwise, and when the browser takes the context away. */
async function drawWithGraphicsCard(terminal: Terminal): Promise<void> {
  if (!hasGraphicsCard()) return;
  const { WebglAddon } = await import('@xterm/addon-webgl');
  const addon = new WebglAddon();
  addon.onContextLoss(() => addon.dispose());
  terminal.loadAddon(addon);
}
