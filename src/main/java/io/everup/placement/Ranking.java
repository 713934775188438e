package io.everup.placement;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Every host, judged for one VM.
 *
 * @param candidates hosts that can take it, best first
 * @param rejections hosts that can't, by name
 */
public record Ranking(List<Candidate> candidates, List<Rejection> rejections) {

    public Ranking {
        candidates = List.copyOf(candidates);
        rejections = List.copyOf(rejections);
    }

    public Optional<Candidate> best() {
        return candidates.stream().findFirst();
    }

    public Optional<Rejection> rejection(UUID host) {
        return rejections.stream().filter(r -> r.host().equals(host)).findFirst();
    }
}
