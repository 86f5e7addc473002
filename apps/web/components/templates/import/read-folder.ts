import { isTreeDocument, type TreeFile } from '@busbar/seed/import/read-vmgenie-tree';
import { documentLimitBytes } from '@busbar/shared/domain/template';

/** The documents among the files of a chosen folder; nothing else in it is read. */
export const readFolder = (files: readonly File[]): Promise<TreeFile[]> =>
  Promise.all(
    files
      .filter(({ webkitRelativePath }) => isTreeDocument(webkitRelativePath))
      .map(async (file) => ({
        path: file.webkitRelativePath,
        text: file.size > documentLimitBytes ? null : await file.text(),
      })),
  );
