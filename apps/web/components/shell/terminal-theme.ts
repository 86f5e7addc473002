import type { ITheme } from '@xterm/xterm';

/** Dark in both themes: programs choose their colours for a dark ground. */
export const terminalTheme: ITheme = {
  background: '#101010',
  foreground: '#e6e6e6',
  cursor: '#e39a66',
  cursorAccent: '#101010',
  selectionBackground: '#6f452699',
  black: '#2a2a2a',
  red: '#f58a80',
  green: '#5cc98a',
  yellow: '#e3b557',
  blue: '#7aa7e8',
  magenta: '#c792d8',
  cyan: '#6cc5cf',
  white: '#d6d6d6',
  brightBlack: '#7d7d7d',
  brightRed: '#ffa79f',
  brightGreen: '#84e0aa',
  brightYellow: '#f2cd83',
  brightBlue: '#a3c4f5',
  brightMagenta: '#ddb3ea',
  brightCyan: '#96dde5',
  brightWhite: '#ffffff',
};
