package io.everup.identity;

import java.util.List;

/**
 * Who may do what at one place, and why.
 *
 * @param everywhere the roles that accounts have, which hold everywhere, with how many enabled accounts have each
 * @param grants those that reach this place
 */
public record AccessHere(List<Everywhere> everywhere, List<GrantHere> grants) {

    public record Everywhere(Role role, int users) {}

    /** @param ownOnly whether, of VMs, it is meant for the holder's own alone */
    public record GrantHere(GrantView grant, boolean ownOnly) {}

    /**
     * Why somebody may do something here.
     *
     * @param login whose question it is
     * @param reasons a sentence for each grant that gives it; empty when they may not
     */
    public record Answer(String login, Permission permission, List<String> reasons) {

        public boolean may() {
            return !reasons.isEmpty();
        }
    }
}
