package io.everup.security;

import java.util.List;
import java.util.UUID;

/**
 * How secrets are locked.
 *
 * @param keys all that are known or needed, the newest first
 * @param keepsKeys whether Everup can make a new key by itself
 * @param task the rotation that is at work; null for none
 */
public record SecretsView(List<Key> keys, List<Place> places, boolean keepsKeys, UUID task) {

    /** @param known false when secrets need it and it isn't there; @param secrets how many it locks */
    public record Key(String id, boolean newest, boolean known, long secrets) {}

    /** @param outdated how many aren't locked with the newest key */
    public record Place(String words, long secrets, long outdated) {}

    public long outdated() {
        return places.stream().mapToLong(Place::outdated).sum();
    }
}
