package io.everup.ui;

import java.util.List;
import java.util.Set;

/**
 * What stands around every page; templates reach it as {@code frame}.
 *
 * @param actor the name of whoever is signed in, or null
 * @param banner a sentence above every page, such as that the hosts are simulated; empty for none
 * @param partial whether htmx asked for a part: the page is sent without its frame
 * @param navigation groups of entries, only those that have a page
 * @param create what the create menu offers
 * @param open what this browser left open: keys of navigation groups, and {@code drawer}
 * @param has which optional parts of the frame have a server behind them: {@code tree}, {@code drawer}, {@code alarms}, {@code search}, {@code live}
 */
public record Frame(
        String actor,
        String banner,
        boolean partial,
        List<Group> navigation,
        List<Entry> create,
        Set<String> open,
        List<String> has) {

    /** @param key end of the message key {@code ui.nav.group.<key>} */
    public record Group(String key, String icon, List<Entry> entries) {

        /** Whether the page of that key is in this group. */
        public boolean holds(String page) {
            return entries.stream().anyMatch(entry -> entry.key().equals(page));
        }
    }

    /** @param key end of the message key {@code ui.nav.<key>} and the page's name for {@code active} */
    public record Entry(String key, String icon, String path) {}
}
