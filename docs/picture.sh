#!/usr/bin/env bash
# Makes docs/dashboard.png: the example vault's dashboard on a fixed day, as a Markdown host renders it.
#
#   docs/picture.sh                     the first screens, for the README
#   docs/picture.sh /tmp/all.png 5200   another file and height in CSS pixels, to look at the whole page
#
# Needs cargo, cmark-gfm, chromium and npm; what npm brings (a font for the names that Latin fonts lack, a smaller PNG)
# goes to a temporary folder.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(realpath -m "${1:-docs/dashboard.png}")
height=${2:-1098}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r example-vault "$work/vault"
cargo run --quiet -- build "$work/vault" --today 2026-11-21 --quiet
npm install --silent --no-fund --no-audit --prefix "$work" @fontsource/noto-sans-tc@5 @pdf-lib/upng@1 > "$work/npm.log" 2>&1 || { cat "$work/npm.log" >&2; exit 1; }

{
  cat << 'HEAD'
<!doctype html>
<meta charset="utf-8">
<link rel="stylesheet" href="node_modules/@fontsource/noto-sans-tc/400.css">
<style>
  body { margin: 0 auto; padding: 28px 40px; max-width: 920px; color: #1f2328; background: #fff;
         font: 16px/1.5 "Liberation Sans", Arial, "Noto Sans TC", sans-serif; overflow-wrap: break-word; }
  h1, h2 { font-weight: 600; line-height: 1.25; padding-bottom: .3em; border-bottom: 1px solid #d1d9e0; }
  h1 { font-size: 2em; margin: 0 0 16px; }
  h2 { font-size: 1.5em; margin: 24px 0 16px; }
  a { color: #0969da; text-decoration: none; }
  strong { font-weight: 600; }
  p, ul, table, pre { margin: 0 0 16px; }
  ul { padding-left: 2em; }
  li + li { margin-top: .25em; }
  li:has(> input) { list-style: none; }
  li > input { margin: 0 .2em .25em -1.4em; vertical-align: middle; }
  code { font: 85% "Liberation Mono", monospace; background: #818b981f; border-radius: 6px; padding: .2em .4em; }
  table { border-collapse: collapse; display: block; width: max-content; max-width: 100%; overflow: auto; }
  th, td { padding: 6px 13px; border: 1px solid #d1d9e0; text-align: left; }
  tr:nth-child(2n) td { background: #f6f8fa; }
</style>
HEAD
  cmark-gfm --unsafe -e table -e tasklist -e strikethrough -e autolink "$work/vault/Dashboard.md"
} > "$work/page.html"

chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
  --disable-component-update --disable-sync --user-data-dir="$work/profile" --hide-scrollbars \
  --force-device-scale-factor=1.5 --virtual-time-budget=8000 --window-size="1000,$height" \
  --screenshot="$work/page.png" "file://$work/page.html" 2> "$work/chromium.log"
# A palette of 48 colours is a third of the size and looks the same.
(cd "$work" && node -e '
  const fs = require("fs"), upng = require("@pdf-lib/upng").default;
  const png = upng.decode(fs.readFileSync("page.png"));
  fs.writeFileSync("small.png", Buffer.from(upng.encode(upng.toRGBA8(png), png.width, png.height, 48)));
')
cp "$work/small.png" "$out"
echo "wrote $out"
