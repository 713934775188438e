package io.everup.placement;

import java.util.List;
import java.util.UUID;

/**
 * A host that can take a VM.
 *
 * @param score 0 to 100, more is better ({@link Placement} has the formula)
 * @param reasons what speaks for it, in plain words
 */
public record Candidate(UUID host, String name, int score, List<String> reasons) {

    public Candidate {
        reasons = List.copyOf(reasons);
    }
}
