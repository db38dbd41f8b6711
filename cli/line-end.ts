/** How the lines of a text end: on Windows, Git may check files out with other ends than they have elsewhere. */
export const lineEndOf = (text: string) => (text.includes('\r\n') ? '\r\n' : '\n');
