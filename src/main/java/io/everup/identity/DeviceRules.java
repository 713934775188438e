package io.everup.identity;

import java.util.LinkedHashMap;
import java.util.Map;

/** Words for a browser, from what it says of itself (RFC 9110, 10.1.5). It may lie; the words are no evidence. */
final class DeviceRules {

    /** Of the marks that a User-Agent holds the first one counts: a browser also names those that it resembles. */
    private static final Map<String, String> BROWSERS = new LinkedHashMap<>();

    private static final Map<String, String> SYSTEMS = new LinkedHashMap<>();

    static {
        BROWSERS.put("Edg", "Edge");
        BROWSERS.put("OPR/", "Opera");
        BROWSERS.put("Vivaldi/", "Vivaldi");
        BROWSERS.put("SamsungBrowser/", "Samsung Internet");
        BROWSERS.put("FxiOS/", "Firefox");
        BROWSERS.put("Firefox/", "Firefox");
        BROWSERS.put("CriOS/", "Chrome");
        BROWSERS.put("HeadlessChrome/", "Chrome");
        BROWSERS.put("Chromium/", "Chromium");
        BROWSERS.put("Chrome/", "Chrome");
        BROWSERS.put("Safari/", "Safari");
        BROWSERS.put("curl/", "curl");
        SYSTEMS.put("Windows", "Windows");
        SYSTEMS.put("Android", "Android");
        SYSTEMS.put("iPhone", "iPhone");
        SYSTEMS.put("iPad", "iPad");
        SYSTEMS.put("CrOS", "ChromeOS");
        SYSTEMS.put("Mac OS X", "macOS");
        SYSTEMS.put("Linux", "Linux");
    }

    private DeviceRules() {}

    /** Such as {@code Firefox on Windows}. */
    static String words(String userAgent) {
        var browser = first(BROWSERS, userAgent);
        var system = first(SYSTEMS, userAgent);
        if (browser == null && system == null) {
            return "An unknown browser";
        }
        return system == null ? browser : (browser == null ? "A browser" : browser) + " on " + system;
    }

    private static String first(Map<String, String> marks, String userAgent) {
        return userAgent == null
                ? null
                : marks.entrySet().stream()
                        .filter(mark -> userAgent.contains(mark.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null);
    }
}
