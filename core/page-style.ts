/** The style sheet of every page: light and dark, on phones, and on paper. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1f2328;--dim:#545d68;--line:#c9d1d9;--soft:#f3f5f7;--link:#0550ae;--good:#116329;--bad:#a40e26;--warn:#7d4e00;--a:#0969da;--b:#1a7f37;--c:#8250df;--d:#953800;--e:#57606a}
@media (prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--dim:#a5b0bc;--line:#3d444d;--soft:#161b22;--link:#79c0ff;--good:#56d364;--bad:#ff9b94;--warn:#e3b341;--a:#58a6ff;--b:#3fb950;--c:#bc8cff;--d:#f0883e;--e:#9ea7b3}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:1rem;max-width:75rem;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;overflow-wrap:anywhere}
h1{font-size:1.7rem;line-height:1.2}
h2{font-size:1.35rem;margin-top:2.5rem;border-top:2px solid var(--line);padding-top:1rem}
h3{font-size:1.1rem;margin-top:1.75rem}
a{color:var(--link)}
code{font:0.9em ui-monospace,SFMono-Regular,Consolas,monospace}
.scroll{overflow-x:auto;margin:.5rem 0}
.scroll:focus-visible{outline:2px solid var(--link)}
table{border-collapse:collapse;width:100%;min-width:46rem;font-size:.9rem}
caption{text-align:left;color:var(--dim);padding:.25rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line)}
th{overflow-wrap:break-word}
thead th{color:var(--dim);font-weight:600}
td.n,th.n{text-align:right}
dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.2rem 1rem;margin:.5rem 0}
dt{color:var(--dim)}
dd{margin:0}
ul{padding-left:1.2rem}
.good{color:var(--good);font-weight:600}
.bad{color:var(--bad);font-weight:600}
.warn{color:var(--warn);font-weight:600}
.dim{color:var(--dim)}
.box{background:var(--soft);border-left:4px solid var(--line);padding:.5rem 1rem;margin:.75rem 0}
.box.bad{border-color:var(--bad);color:inherit;font-weight:inherit}
.box.warn{border-color:var(--warn);color:inherit;font-weight:inherit}
svg{display:block;max-width:100%;height:auto}
.scroll svg{max-width:none}
@media (min-width:56rem){.scroll svg{max-width:100%}}
svg text{fill:var(--fg);font:13px system-ui,-apple-system,"Segoe UI",sans-serif}
svg .dim{fill:var(--dim)}
svg .label{paint-order:stroke;stroke:var(--bg);stroke-width:3px}
time{white-space:nowrap}
svg .line{stroke:var(--line);fill:none}
svg .edge{stroke:var(--dim);fill:none}
svg .arrow{fill:var(--dim)}
svg .node{fill:var(--soft);stroke:var(--line)}
svg .created{stroke:var(--good);stroke-width:2}
svg .changed{stroke:var(--warn);stroke-width:2}
svg .recreated,svg .destroyed{stroke:var(--bad);stroke-width:2}
svg .destroyed{stroke-dasharray:6 4}
svg .today{stroke:var(--bad);stroke-width:2}
svg .c0{fill:var(--a)}svg .c1{fill:var(--b)}svg .c2{fill:var(--c)}svg .c3{fill:var(--d)}svg .c4{fill:var(--e)}
svg .hidden{fill:none;stroke:var(--e);stroke-width:1.5;stroke-dasharray:4 3}
svg .lock{fill:var(--bad)}
svg .held{fill:var(--warn)}
@media (max-width:40rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}body{padding:.75rem}}
@page{size:A4;margin:14mm}
@media print{
:root{color-scheme:light;--bg:#fff;--fg:#000;--dim:#444;--line:#bbb;--soft:#f6f6f6;--link:#000;--good:#116329;--bad:#a40e26;--warn:#7d4e00;--a:#0969da;--b:#1a7f37;--c:#8250df;--d:#953800;--e:#57606a}
body{padding:0;max-width:none;font-size:10pt}
table{font-size:8pt;min-width:0}
.scroll{overflow:visible}
.scroll svg,svg{max-width:100%}
h2{break-before:page}
h2:first-of-type{break-before:auto}
h3{break-after:avoid}
tr,svg,.box{break-inside:avoid}
}
`.trim();
