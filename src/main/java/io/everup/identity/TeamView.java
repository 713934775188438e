package io.everup.identity;

import java.util.List;
import java.util.UUID;

/**
 * A team.
 *
 * @param members by login; empty in lists
 * @param version for If-Match
 */
public record TeamView(
        UUID id, String name, String note, Quota quota, QuotaUse used, int size, List<Member> members, long version) {

    public record Member(UUID id, String login, String displayName) {}

    TeamView with(List<Member> members) {
        return new TeamView(id, name, note, quota, used, size, members, version);
    }
}
