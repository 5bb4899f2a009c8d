"""The page around a report: its frame, its style sheet, and letters that may stand in it."""


def without_control_letters(text: str) -> str:
    """The text without letters that may not stand in a page: control letters become blanks."""
    kept = (letter if letter >= " " or letter in "\n\t" else " " for letter in text)
    return "".join(kept).encode("utf-8", "replace").decode("utf-8")


#: The frame, for str.format. The policy lets the page load nothing and run nothing.
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
{body}
<footer>Made with mentormatch.</footer>
</body>
</html>
"""

STYLE = """\
:root {
  --font: system-ui, -apple-system, "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif;
  --ink: #18222d; --muted: #52606d; --line: #cfd6dd; --paper: #ffffff; --raised: #f5f7f9; --accent: #0b5c6b;
  --good: #1b7a45; --warn: #9a6200; --bad: #b3261e;
  --c1: #1f7a8c; --c2: #d9822b; --c3: #5a6fc0; --c4: #3f9142; --c5: #b04a7f; --c6: #8a7a1f; --c7: #6b4fa0;
  --c8: #77818c;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ink: #e8edf2; --muted: #a5b1bd; --line: #3c4853; --paper: #12181e; --raised: #1b232b; --accent: #7cc7d6;
    --good: #5cc389; --warn: #e0a948; --bad: #f08b84;
    --c1: #4fb3c6; --c2: #e79a4d; --c3: #8c9ee6; --c4: #6dbb70; --c5: #d67fac; --c6: #c2b04b; --c7: #a68bd8;
    --c8: #98a3ae;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
body {
  margin: 0 auto; padding: 2.2rem 1.6rem 3rem; max-width: 72rem; background: var(--paper); color: var(--ink);
  font: 0.94rem/1.5 var(--font);
}
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.01em; text-wrap: balance; }
h2 { margin: 0 0 0.5rem; font-size: 1.25rem; line-height: 1.3; }
section { margin-top: 2.6rem; scroll-margin-top: 3rem; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.subtitle { margin: 0.35rem 0 0; font-size: 1.05rem; color: var(--muted); }
.notice {
  display: inline-block; margin: 0.9rem 0 0; padding: 0.35rem 0.75rem; border-left: 3px solid var(--warn);
  background: var(--raised);
}
.note { margin: 0 0 0.8rem; max-width: 48rem; color: var(--muted); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 0.8rem; margin: 1.5rem 0 0; }
.tiles div { padding: 0.8rem 1rem; border: 1px solid var(--line); border-radius: 0.5rem; background: var(--raised); }
.tiles dt { font-size: 0.82rem; color: var(--muted); }
.tiles dd { margin: 0; }
.tiles b { display: block; font-size: 1.55rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tiles span { font-size: 0.82rem; color: var(--muted); }
nav { margin-top: 1.4rem; border-block: 1px solid var(--line); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.2rem 1.3rem; margin: 0; padding: 0.5rem 0; list-style: none; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }
.verdicts { margin: 0; padding: 0; list-style: none; }
.verdicts li {
  display: flex; gap: 0.75rem; align-items: baseline; padding: 0.5rem 0.9rem; border: 1px solid var(--line);
  border-left: 4px solid var(--good); border-radius: 0.35rem;
}
.verdicts li + li { margin-top: 0.45rem; }
.verdicts .fail { border-left-color: var(--bad); }
.verdicts .mark { font-weight: 700; color: var(--good); }
.verdicts .fail .mark, .verdicts .fail b { color: var(--bad); }
.legend, .chips { display: flex; flex-wrap: wrap; margin: 0; padding: 0; list-style: none; }
.legend { gap: 0.2rem 1.2rem; margin-bottom: 0.7rem; font-size: 0.87rem; }
.legend i { display: inline-block; width: 0.75rem; height: 0.75rem; margin-right: 0.4rem; border-radius: 2px; }
.legend span { color: var(--muted); }
.chips { gap: 0.25rem; }
.chips li { padding: 0 0.55rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--raised); }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.88rem; font-variant-numeric: tabular-nums; }
caption { padding: 0.4rem 0; text-align: left; font-weight: 600; }
th, td { padding: 0.36rem 0.6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { vertical-align: bottom; font-size: 0.8rem; font-weight: 600; color: var(--muted); border-bottom: 2px solid var(--line); }
tbody th { font-weight: 600; white-space: nowrap; }
tbody tr:hover { background: var(--raised); }
.number { text-align: right; white-space: nowrap; }
thead .number { white-space: normal; }
td.small { color: var(--muted); }
.wide { min-width: 9rem; }
svg.bar { display: block; width: 100%; height: 0.7rem; margin-top: 0.35rem; border-radius: 2px; }
.places { display: inline-flex; gap: 3px; padding-top: 0.3rem; }
.places i { width: 1.15rem; height: 0.65rem; border: 1px solid var(--c1); border-radius: 2px; }
.places .taken { background: var(--c1); }
.badge { padding: 0.05rem 0.55rem; border: 1px solid currentColor; border-radius: 1rem; font-weight: 600; }
.badge.green { color: var(--good); }
.badge.amber { color: var(--warn); }
.badge.red { color: var(--bad); }
.badge.grey { color: var(--muted); }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 1.2rem; align-items: end; }
figure { margin: 0.6rem 0 1.1rem; }
figcaption { margin-top: 0.3rem; font-size: 0.85rem; color: var(--muted); }
svg.picture { display: block; width: 100%; height: auto; }
svg.picture * { stroke-linejoin: round; stroke-linecap: butt; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 0 2rem; margin: 0; }
.facts div { display: flex; gap: 1rem; justify-content: space-between; padding: 0.35rem 0; border-bottom: 1px solid var(--line); }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
footer { margin-top: 3rem; font-size: 0.82rem; color: var(--muted); }
@media print {
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  nav { display: none; }
  section { margin-top: 1.4rem; }
  h2, caption { break-after: avoid; }
  tr, figure, .verdicts li, .tiles div { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}"""
