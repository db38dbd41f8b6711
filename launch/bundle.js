'use strict';

/**
 * Bundles an entry point of this project into one script, and keeps it. A kept bundle is used only when building it
 * anew would give the same: whatever it was built from is looked at each time.
 *
 * Our own sources are compared by what they hold, and the names beside them too, since a new file can stand before
 * another of its name. Packages are compared by size, time and npm's record of what it has installed.
 */
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { threadId } = require('node:worker_threads');

/** A kept file begins with this many bytes that say how long its header is. */
const LENGTH_BYTES = 4;

const INSTALLED = path.join('node_modules', '.package-lock.json');

/** How far the time of a file may be behind the clock: file systems look at it a few hundred times a second. */
const CLOCK_MILLISECONDS = 20;

/** Files whose names decide what an import means, and of our own whose contents do. */
const RESOLVED = /\.(?:[cm]?[jt]sx?|json)$/;
const SETTINGS = ['package.json', 'tsconfig.json', INSTALLED];

const sha256 = (data) => createHash('sha256').update(data).digest('hex');

/**
 * A bundle: its `text`; its `digest`, which two bundles of equal text share; what V8 has compiled of it, as `code`; and
 * the file it is `kept` in, if it is.
 *
 * @param {{ root: string, options: object, kept?: string, unkept?: object }} from - the project's folder, options of
 *   esbuild, the file to keep the bundle in, and options that count instead where none is given or it cannot be written
 */
function bundle({ root, options, kept, unkept }) {
  const built = sha256(JSON.stringify([options, esbuildVersion(root)]));
  const found = kept && tryRead(kept);
  if (found && found.header.built === built && isCurrent(root, found.header)) {
    return { ...found, kept };
  }
  const keeps = kept !== undefined && canWrite(path.dirname(kept));
  const started = Date.now();
  const { text, inputs } = build(root, keeps ? options : { ...options, ...unkept });
  const header = { built, ...describeInputs(root, inputs), text: describe(text) };
  const result = { header, text, digest: header.text.sha256 };
  if (!keeps || changedSince(root, header, started)) return result;
  tryWrite(kept, result);
  return { ...result, kept };
}

/** Keeps what V8 has compiled of a bundle beside it. */
function keepCode({ kept, header, text }, code) {
  tryWrite(kept, { header: { ...header, code: describe(code) }, text, code });
}

function build(root, options) {
  const { buildSync } = require('esbuild');
  const { outputFiles, metafile } = buildSync({
    ...options,
    absWorkingDir: root,
    write: false,
    metafile: true,
  });
  return { text: Buffer.from(outputFiles[0].contents), inputs: Object.keys(metafile.inputs) };
}

function describeInputs(root, inputs) {
  const isOurs = (input) =>
    !input.split(/[\\/]/).includes('node_modules') && !input.startsWith('..');
  const files = inputs.filter((input) => !/^[a-z]{2,}:|^\(/i.test(input));
  const own = files.filter(isOurs);
  return {
    own: contentsOf(root, [...own, ...SETTINGS]),
    names: namesIn(root, foldersOf(own)),
    packages: timesOf(
      root,
      files.filter((input) => !isOurs(input)),
    ),
  };
}

function isCurrent(root, { own, names, packages }) {
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  return (
    same(namesIn(root, Object.keys(names)), names) &&
    same(contentsOf(root, Object.keys(own)), own) &&
    same(timesOf(root, Object.keys(packages)), packages)
  );
}

/** Whether anything was changed while it was bundled: what was read then may not be what is described now. */
function changedSince(root, { own, names, packages }, started) {
  return [own, names, packages].flatMap(Object.keys).some((name) => {
    const status = attempt(() => fs.statSync(path.join(root, name)));
    return status && status.ctimeMs >= started - CLOCK_MILLISECONDS;
  });
}

/** The folders of files, and all folders above them in the project. */
function foldersOf(files) {
  const folders = new Set();
  for (const file of files) {
    let folder = path.dirname(file);
    while (!folders.has(folder)) {
      folders.add(folder);
      folder = path.dirname(folder);
    }
  }
  return [...folders];
}

const byName = (names, describeOne) =>
  Object.fromEntries(names.map((name) => [name, describeOne(name)]));

const contentsOf = (root, files) =>
  byName(files, (file) => attempt(() => sha256(fs.readFileSync(path.join(root, file)))));

const namesIn = (root, folders) =>
  byName(folders, (folder) =>
    attempt(() =>
      fs
        .readdirSync(path.join(root, folder))
        .filter((name) => RESOLVED.test(name))
        .sort()
        .join('/'),
    ),
  );

const timesOf = (root, files) =>
  byName(files, (file) =>
    attempt(() => {
      const { size, mtimeMs } = fs.statSync(path.join(root, file));
      return `${size} ${mtimeMs}`;
    }),
  );

/** What `work` gives, or null: what is not there is a fact like any other. */
function attempt(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

function esbuildVersion(root) {
  const file = path.join(root, 'node_modules', 'esbuild', 'package.json');
  return JSON.parse(fs.readFileSync(file, 'utf8')).version;
}

const describe = (data) => ({ bytes: data.length, sha256: sha256(data) });

/** A bundle that was kept, if it is whole and nobody else's: it is going to be run. */
function tryRead(kept) {
  return attempt(() => {
    if (process.getuid && fs.statSync(kept).uid !== process.getuid()) return undefined;
    const data = fs.readFileSync(kept);
    const start = LENGTH_BYTES + data.readUInt32LE(0);
    const header = JSON.parse(data.toString('utf8', LENGTH_BYTES, start));
    const text = data.subarray(start, start + header.text.bytes);
    const code = header.code && data.subarray(start + text.length);
    const whole =
      sha256(text) === header.text.sha256 && (!code || sha256(code) === header.code.sha256);
    return whole ? { header, text, digest: header.text.sha256, code } : undefined;
  });
}

function canWrite(folder) {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Writes beside and renames, so that whoever reads meanwhile reads the old or the new. A full disk is no error. */
function tryWrite(kept, { header, text, code = Buffer.alloc(0) }) {
  const part = `${kept}.${process.pid}-${threadId}`;
  try {
    const head = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(head.length);
    fs.writeFileSync(part, Buffer.concat([length, head, text, code]), { mode: 0o600 });
    fs.renameSync(part, kept);
  } catch {
    attempt(() => fs.rmSync(part, { force: true }));
  }
}

module.exports = { bundle, keepCode };
