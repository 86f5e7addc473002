/** Between two looks whether a guest answers, the same for all ways of booting one. */
export const lookIntervalMs = 25;
