/** A shell in the browser, used as a person uses it: keys go into the terminal, text is read off it. */
import { expect, type Locator, type Page } from '@playwright/test';

type Cells = { readonly columns: number; readonly rows: number };
/** What the page's terminal element carries (see the terminal view): xterm's own object. */
type XtermElement = HTMLElement & {
  readonly terminal?: {
    readonly cols: number;
    readonly rows: number;
    readonly buffer: {
      readonly active: {
        readonly length: number;
        getLine(
          index: number,
        ): { readonly isWrapped: boolean; translateToString(trim: boolean): string } | undefined;
      };
    };
  };
};

export class ShellPage {
  readonly #page: Page;
  readonly frame: Locator;
  readonly #terminal: Locator;

  /** `frame`: one pane of several; by default the only shell of the page. */
  constructor(page: Page, frame = page.getByTestId('shell')) {
    this.#page = page;
    this.frame = frame;
    this.#terminal = frame.getByTestId('shell-terminal');
  }

  static async open(page: Page, vmId: string): Promise<ShellPage> {
    const shell = new ShellPage(page);
    await page.goto(`/vms/${vmId}?tab=shell`);
    await shell.untilLive();
    return shell;
  }

  /** Live, and with a prompt: what is typed before bash has drawn one is echoed twice. */
  async untilLive(): Promise<void> {
    await expect(this.frame).toHaveAttribute('data-state', 'live', { timeout: 30_000 });
    await this.untilText(/[#$] ?$/m);
  }

  async run(command: string): Promise<void> {
    await this.#terminal.click();
    await this.#page.keyboard.insertText(command);
    await this.#page.keyboard.press('Enter');
  }

  async untilText(expected: string | RegExp, timeout = 30_000): Promise<void> {
    await expect.poll(() => this.text(), { timeout, intervals: [50, 100, 250] }).toMatch(expected);
  }

  /** Everything in the terminal and its scrollback; lines that it wrapped are joined again. */
  text(): Promise<string> {
    return this.#terminal.evaluate((element) => {
      const buffer = (element as XtermElement).terminal?.buffer.active;
      const lines: string[] = [];
      for (let index = 0; index < (buffer?.length ?? 0); index += 1) {
        const line = buffer?.getLine(index);
        const text = line?.translateToString(true) ?? '';
        if (line?.isWrapped) lines.push((lines.pop() ?? '') + text);
        else lines.push(text);
      }
      return lines.join('\n').trimEnd();
    });
  }

  size(): Promise<Cells> {
    return this.#terminal.evaluate((element) => {
      const { cols = 0, rows = 0 } = (element as XtermElement).terminal ?? {};
      return { columns: cols, rows };
    });
  }

  /** What the clipboard would deliver, without asking the browser for the right to read it. */
  async paste(text: string): Promise<void> {
    await this.#terminal.locator('textarea').evaluate((element, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }

  /** From now on the terminal takes what arrives and never says that it is done with it. */
  async stall(): Promise<void> {
    await this.#terminal.evaluate((element) => {
      const { terminal } = element as unknown as { terminal: { write: () => void } };
      terminal.write = () => undefined;
    });
  }
}
