# shellcheck shell=bash
# Sourced by bin/screenshots. Headless Chromium, spoken to through its driver: JSON over HTTP, as W3C's WebDriver says.

BROWSER='' SESSION='' PROFILE=''

browser_start() {
  local port answer end=$((SECONDS + 60))
  port=$((20000 + RANDOM % 20000))
  PROFILE=$(mktemp -d)
  chromedriver --port=$port >"$PROFILE/driver.log" 2>&1 </dev/null &
  BROWSER=$!
  DRIVER=http://127.0.0.1:$port
  until curl -fs -o /dev/null "$DRIVER/status"; do [ $SECONDS -lt $end ] || fail 'chromedriver does not start.'; sleep 0.2; done
  answer=$(curl -sS --max-time 120 -H 'Content-Type: application/json' --data "$(jq -n --arg profile "$PROFILE/profile" '{capabilities: {alwaysMatch: {
    "goog:chromeOptions": {args: ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--lang=en", ("--user-data-dir=" + $profile)]}}}}')" "$DRIVER/session")
  SESSION=$(jq -r '.value.sessionId // empty' <<<"$answer")
  [ -n "$SESSION" ] || fail "Chromium does not start: $(jq -r .value.message <<<"$answer" | head -n 1)"
}

browser_stop() {
  [ -z "$SESSION" ] || curl -s -o /dev/null --max-time 10 -X DELETE "$DRIVER/session/$SESSION"
  [ -z "$BROWSER" ] || { kill "$BROWSER" 2>/dev/null; wait "$BROWSER" 2>/dev/null; }
  [ -z "$PROFILE" ] || rm -rf "$PROFILE"
  SESSION='' BROWSER='' PROFILE=''
}

# browser METHOD PATH [BODY]: the value that the driver answers
browser() { curl -sS --max-time 90 -X "$1" -H 'Content-Type: application/json' ${3:+--data "$3"} "$DRIVER/session/$SESSION/$2" | jq -c .value; }

browser_go() { browser POST url "$(jq -n --arg url "$1" '{$url}')" >/dev/null; }

browser_script() { browser POST execute/sync "$(jq -n --arg script "$1" '{$script, args: []}')"; }

browser_until() {   # SCRIPT: until it returns true
  local end=$((SECONDS + 40))
  until [ "$(browser_script "$1")" = true ]; do [ $SECONDS -lt $end ] || return 1; sleep 0.3; done
}

browser_wait() {   # CSS
  browser_until "const found = document.querySelector($(jq -n --arg css "$1" '$css')); return !!found && found.getClientRects().length > 0"
}

# What is still on its way (parts that load themselves, fonts, transitions) arrives.
browser_settle() {
  browser_until "return document.readyState === 'complete' && document.fonts.status === 'loaded' && !document.querySelector('.htmx-request')" || return 0
  sleep 1
}

# The page itself gets this size, whatever the smallest window is.
browser_size() {   # WIDTH HEIGHT
  browser POST goog/cdp/execute "$(jq -n --argjson width "$1" --argjson height "$2" \
    '{cmd: "Emulation.setDeviceMetricsOverride", params: {$width, $height, deviceScaleFactor: 1, mobile: ($width < 600)}}')" >/dev/null
}

browser_theme() {   # light|dark
  browser_script "try { localStorage.setItem('everup.theme', '$1') } catch { /* no page yet */ }" >/dev/null
}

browser_sign_in() {   # USER PASSWORD
  browser_go "$URL/sign-in"
  browser_wait '#username'
  browser_script "document.getElementById('username').value = $(jq -n --arg text "$1" '$text'); document.getElementById('password').value = $(jq -n --arg text "$2" '$text'); document.querySelector('.door-form').submit()" >/dev/null
  browser_wait .who || fail 'Signing in did not work.'
}

# A picture of few colours is small and looks the same.
browser_shot() {   # FILE
  browser GET screenshot | jq -r . | base64 -d >"$1.full"
  pngquant --force --strip --speed 3 --output "$1" 128 "$1.full" && rm -f "$1.full" || mv -f "$1.full" "$1"
}
