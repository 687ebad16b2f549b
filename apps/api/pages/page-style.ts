import { createHash } from 'node:crypto';

/** The one stylesheet, inside each page: nothing is fetched from anywhere. Contrast at least 7:1 in both schemes. */
export const pageStyle = `:root{color-scheme:light dark;--ink:#1b1b1f;--paper:#fff;--line:#6b6b76;--act:#0b4f8a;--bad:#9b1c1c}
@media (prefers-color-scheme:dark){:root{--ink:#f2f2f5;--paper:#17171b;--line:#a9a9b4;--act:#9ecbff;--bad:#ffb4ab}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:34rem;font:1.125rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
header{display:flex;justify-content:space-between;align-items:baseline}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem}a{color:var(--act)}
label{display:block;font-weight:600}
input{width:100%;padding:.6rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:.3rem}
input[readonly]{border-style:dashed}
button{padding:.7rem 1.2rem;font:inherit;font-weight:600;color:var(--paper);background:var(--act);border:0;border-radius:.3rem;min-height:2.75rem}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}
dt{font-weight:600}dd{margin:0 0 .6rem;overflow-wrap:anywhere}
[role=alert]{border-left:.3rem solid var(--bad);padding:.1rem 1rem}[role=alert] h2{color:var(--bad);margin:.4rem 0}`;

const styleHash = createHash('sha256').update(pageStyle).digest('base64');

/** Headers of every page: nothing loads but the style itself, nobody frames it, no cache and no referrer keeps the link. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
} as const;
