/** What runs inside the page of a list that is measured, as in `in-page.ts`: each function stands for itself. */

export type ListTimes = {
  /** Milliseconds from the navigation until the first row, and until as many as there are. */
  readonly firstMs: number;
  readonly allMs: number;
};
type Page = Window & typeof globalThis & { listTimes?: Promise<ListTimes> };

/** Runs before the page's own scripts. `count`: of the rows that are to come. */
export function watchList(count: number): void {
  const page = globalThis as unknown as Page;
  let firstMs: number | null = null;
  page.listTimes = new Promise((resolve) => {
    new page.MutationObserver((_changes, observer) => {
      const table = page.document.querySelector('[role="table"], [role="grid"]');
      if (firstMs === null && table?.querySelector('[aria-rowindex="2"]')) firstMs = performance.now();
      // The header is a row.
      if (firstMs === null || Number(table?.getAttribute('aria-rowcount')) !== count + 1) return;
      observer.disconnect();
      const times = { firstMs, allMs: performance.now() };
      page.requestAnimationFrame(() => resolve(times));
    }).observe(page.document, { subtree: true, childList: true, attributes: true });
  });
}

export async function listTimes(): Promise<ListTimes> {
  const { listTimes: times } = globalThis as unknown as Page;
  if (times === undefined) throw new Error('Nobody has watched this list.');
  return await times;
}

/** From the click on a column's button until its new order is drawn; the header says it in the same drawing. */
export async function clickUntilDrawn(column: string): Promise<number> {
  const { document, MutationObserver } = globalThis as unknown as Page;
  const header = [...document.querySelectorAll('[role="columnheader"]')].find(
    ({ textContent }) => textContent === column,
  );
  const button = header?.querySelector('button');
  if (!header || !button) throw new Error(`There is no column ${column} to sort by.`);
  const begin = performance.now();
  await new Promise<void>((resolve) => {
    new MutationObserver((_changes, observer) => {
      observer.disconnect();
      requestAnimationFrame(() => resolve());
    }).observe(header, { attributes: true, attributeFilter: ['aria-sort'] });
    button.click();
  });
  return performance.now() - begin;
}

/** From the input of a text that other rows match until these are drawn. */
export async function typeUntilDrawn(text: string): Promise<number> {
  const { document, HTMLInputElement, MutationObserver } = globalThis as unknown as Page;
  const table = document.querySelector('[aria-rowcount]');
  const input = document.querySelector<HTMLInputElement>('[aria-label="Filter VMs"]');
  // React listens to what a person does, and so past its own setter.
  const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value') ?? {};
  if (table === null || input === null || set === undefined) throw new Error('There is nothing to filter.');
  const begin = performance.now();
  await new Promise<void>((resolve) => {
    new MutationObserver((_changes, observer) => {
      observer.disconnect();
      requestAnimationFrame(() => resolve());
    }).observe(table, { attributes: true, attributeFilter: ['aria-rowcount'] });
    set.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  return performance.now() - begin;
}
