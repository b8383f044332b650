/** The reference's whole style: the page's policy lets nothing be loaded. */
export const REFERENCE_STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 15%, transparent); --faint: color-mix(in srgb, currentColor 6%, transparent); --accent: #0b6e4f; }
@media (prefers-color-scheme: dark) { :root { --accent: #5cc8a1; } }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: 300px minmax(0, 1fr); }
body > nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; border-right: 1px solid var(--line); }
nav h2 { font-size: .8rem; text-transform: uppercase; margin: 1rem 0 .2rem; }
nav ul { list-style: none; margin: 0; padding: 0; font-size: .85rem; } nav li { overflow-wrap: anywhere; }
nav b { display: inline-block; width: 5em; font-size: .7rem; }
main { padding: 1rem 2rem 4rem; max-width: 960px; } h1 { font-size: 1.5rem; margin: 0; }
section { border-top: 1px solid var(--line); padding: .8rem 0; } section:target { outline: 2px solid var(--accent); outline-offset: 6px; }
h3 { margin: .3rem 0; font-size: 1rem; overflow-wrap: anywhere; } h3 b { color: var(--accent); } h3 + p { margin-top: .2rem; }
a { color: var(--accent); text-decoration: none; } a:hover { text-decoration: underline; }
code { font: .92em ui-monospace, monospace; } p code, td:last-child code { background: var(--faint); border-radius: 3px; padding: 0 .2em; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; margin: .4rem 0; table-layout: fixed; } caption { text-align: left; font-weight: 600; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); font-weight: normal; overflow-wrap: anywhere; }
th { width: 30%; } td:nth-child(2) { width: 32%; } abbr { color: #c0392b; text-decoration: none; } small { opacity: .75; }
.permission { border: 1px solid var(--line); border-radius: 1em; padding: 0 .6em; font-size: .78rem; white-space: nowrap; }
.narrow { display: none; }
@media (max-width: 720px) {
  body { display: block; } body > nav { display: none; } .narrow { display: block; } main { padding: 1rem 1rem 4rem; }
  summary { cursor: pointer; padding: .5rem 0; font-weight: 600; } details nav { padding-bottom: 1rem; border-bottom: 1px solid var(--line); }
  details nav li { padding: .3rem 0; }
  .top { position: fixed; right: .8rem; bottom: .8rem; padding: .4rem .8rem; border: 1px solid var(--line); border-radius: 1em; background: Canvas; }
  tbody { display: block; } tr { display: flex; flex-wrap: wrap; column-gap: .8rem; border-bottom: 1px solid var(--line); padding: .25rem 0; }
  th, td, td:nth-child(2) { width: auto; min-width: 0; padding: 0; border: 0; } td:last-child { flex-basis: 100%; }
  caption { display: block; } td:empty { display: none; }
}
`;
