/**
 * What a terminal answers to a program's questions (cursor position, device attributes, status, colours,
 * modes): ECMA-48 CPR and DSR, DA1 to DA3, DECRPM, OSC and DCS answers, focus reports. During replay the
 * question was asked long ago, and its answer would be typed into whatever runs now.
 */
const reply =
  /^(?:\x1b(?:\[[?>=]?[\d;]*(?:[Rcn]|\$y)|\[[IO]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\))+$/;

export const isTerminalReply = (data: string): boolean => reply.test(data);
