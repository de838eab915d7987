/// The style of pages: readable on a screen in light and dark, printed on A4 with page numbers.
enum HTMLStyle {
  static let text = """
    :root{--ink:#1b1f24;--dim:#59636e;--line:#d0d7de;--page:#fff;--soft:#f3f5f7;--bar:#3b6fb6;\
    --ok:#2f855a;--empty:#9ccfb4;--miss:#c0392b;--unk:#c9ced6;--warn:#fff3cd;--warnline:#b8860b}
    @media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#9aa7b4;--line:#3a434d;\
    --page:#11161c;--soft:#1a2129;--bar:#6ea0e0;--ok:#3fa06e;--empty:#2c5c45;--miss:#e0604f;\
    --unk:#48515c;--warn:#3a3116;--warnline:#d9b24c}}
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:1500px;padding:24px;background:var(--page);color:var(--ink);\
    font:14px/1.5 system-ui,"Hiragino Sans","Noto Sans CJK JP","Yu Gothic",sans-serif}
    h1{font-size:26px;margin:0 0 8px}h2{font-size:19px;margin:36px 0 8px;\
    border-bottom:2px solid var(--line);padding-bottom:4px}h3{font-size:15px;margin:20px 0 6px}
    p{margin:6px 0}.dim{color:var(--dim)}.ctl{color:var(--miss);font-size:85%}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 18px;margin:8px 0}
    dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
    code{font:12px/1.5 ui-monospace,"DejaVu Sans Mono",monospace;background:var(--soft);\
    padding:1px 4px;overflow-wrap:anywhere}
    .warn{background:var(--warn);border-left:5px solid var(--warnline);padding:8px 12px;margin:8px 0;\
    font-weight:600}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;margin:8px 0;font-size:12px}
    th,td{border:1px solid var(--line);padding:3px 6px;text-align:left;vertical-align:top}
    td.w{overflow-wrap:anywhere;min-width:110px}td.t{white-space:nowrap}td.f{min-width:64px}
    tr.more td{border-top:0;color:var(--dim);font-size:11px;padding-top:0;overflow-wrap:anywhere}
    tr.more i{font-style:normal;font-weight:600;margin-left:10px}tr.more i:first-child{margin-left:0}
    .rows tr:has(+tr.more) td{border-bottom:0}
    tr.set th{position:static;font-weight:600;border-top:2px solid var(--line)}
    th{background:var(--soft);position:sticky;top:0}td.n,th.n{text-align:right}
    td.none{color:var(--dim)}
    .sum{width:auto;min-width:50%}.groups{display:flex;flex-wrap:wrap;gap:8px 28px;align-items:flex-start}
    .groups table{width:auto;min-width:220px;max-width:460px}
    .sign{float:right;border-collapse:collapse;width:auto;margin:0 0 8px 16px}
    .sign td{width:84px;height:52px}.sign th{text-align:center}
    svg{display:block;max-width:100%}svg text{font-size:10px;fill:var(--ink)}
    .key span{display:inline-block;width:12px;height:12px;margin:0 4px 0 14px;vertical-align:-2px}
    nav ol{columns:2;padding-left:20px}a{color:inherit}
    @page{size:A4 landscape;margin:12mm 10mm 14mm;\
    @bottom-right{content:counter(page) " / " counter(pages);font-size:9px}}
    @media print{body{max-width:none;padding:0;font-size:10px;background:#fff;color:#000}code{font-size:8px}\
    h2{break-after:avoid}section{break-before:page}table{font-size:8px}thead{display:table-header-group}\
    tr{break-inside:avoid}tr.more{break-before:avoid}tr.set{break-after:avoid}tr.more td{font-size:7px}
    th{position:static}.scroll{overflow:visible}td.w{min-width:70px}}
    """
}
