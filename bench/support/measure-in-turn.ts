import { median } from './statistics.ts';

type Contender = () => Promise<number>;

/**
 * Medians of several rounds in which all contenders are measured one after the other, so that a machine that
 * is busy for a while disturbs all of them alike. One round before them warms up and does not count.
 */
export async function measureInTurn<Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  rounds: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(contenders) as Name[];
  const figures = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const figure = await contenders[name]();
      if (round > 0) figures.get(name)?.push(figure);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(figures.get(name) ?? [])])) as Record<
    Name,
    number
  >;
}
