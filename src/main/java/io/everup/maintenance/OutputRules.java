package io.everup.maintenance;

import java.util.List;
import java.util.regex.Pattern;

/** What is kept and shown of a command's output. */
final class OutputRules {

    /** Characters; the end of a long output tells more than its beginning. */
    static final int MOST = 64 * 1024;

    private static final Pattern ASSIGNED =
            Pattern.compile("(?i)((?:pass(?:word|wd|phrase)?|secret|token|api[-_]?key)\\s*[=:]\\s*)(\\S+)");
    private static final Pattern KEY = Pattern.compile(
            "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)", Pattern.DOTALL);
    private static final Pattern UNSHOWN =
            Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]|[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]");

    private OutputRules() {}

    /** The end of it, without control characters and without what looks like a secret. @param secrets known ones */
    static String kept(String output, List<String> secrets) {
        var text = UNSHOWN.matcher(output).replaceAll("");
        for (var secret : secrets) {
            if (secret != null && secret.strip().length() >= 4) {
                text = text.replace(secret.strip(), "•••");
            }
        }
        text = KEY.matcher(text).replaceAll("•••");
        text = ASSIGNED.matcher(text).replaceAll("$1•••");
        return text.length() <= MOST ? text : "…" + text.substring(text.length() - MOST);
    }
}
