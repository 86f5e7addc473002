export const lineSize = { width: 80, height: 20 } as const;

/** A line through the points that are known; where nothing was reported it is interrupted. */
export function linePath(percents: readonly (number | null)[]): string {
  const { width, height } = lineSize;
  const step = width / Math.max(1, percents.length - 1);
  let isDrawing = false;
  let path = '';
  percents.forEach((percent, index) => {
    if (percent !== null) {
      const y = height - 1 - (percent / 100) * (height - 2);
      path += `${isDrawing ? 'L' : 'M'}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
    }
    isDrawing = percent !== null;
  });
  return path;
}
