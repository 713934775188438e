package io.everup.ui;

import io.everup.shared.Refusal;

/** Entity tags of things that have a version: an answer carries one, and a change may say which it is based on. */
public final class Versions {

    private Versions() {}

    /** For the header {@code ETag}. */
    public static String etag(long version) {
        return "\"" + version + "\"";
    }

    /** For an answer that also shows what changes without a new version, such as figures: it differs when they do. */
    public static String etag(long version, Object shown) {
        return "\"" + version + "." + Integer.toHexString(shown.hashCode()) + "\"";
    }

    /**
     * The version that {@code If-Match} asks for; null when the header is absent or {@code *}: any will do.
     *
     * @throws Refusal (changed) when the tag is none of ours, and so matches nothing
     */
    public static Long wanted(String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return null;
        }
        var tag = ifMatch.strip();
        if (tag.startsWith("W/")) {
            tag = tag.substring(2);
        }
        try {
            var version = tag.substring(1, tag.length() - 1).split("\\.", 2)[0];
            return Long.valueOf(version);
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw Refusal.changed("thing");
        }
    }

    /** @throws Refusal (changed) when {@code If-Match} names another version than this */
    public static void require(String ifMatch, long version, String what) {
        var wanted = wanted(ifMatch);
        if (wanted != null && wanted != version) {
            throw Refusal.changed(what);
        }
    }
}
