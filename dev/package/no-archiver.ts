/** Stands for archiver, which CDKTF loads when it starts, and uses only for assets that are archives: ours are files. */
function archiver(): never {
  throw new Error('callvault has no assets that are archives.');
}

export = archiver;
